"""The pack an auditor takes along: registers, logs and raw records in one file that proves itself."""
