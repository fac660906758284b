"""The room of the calendar: what the municipality does in each month of the year, and deadlines as a calendar."""
