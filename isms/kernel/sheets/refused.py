"""Why a sheet is not read, as a key of this folder's catalogue with its values."""


class SheetRefused(Exception):
    """A sheet that cannot be read; `because` is a catalogue key, `values` its placeholders."""

    def __init__(self, because: str, **values: object) -> None:
        super().__init__(because)
        self.because = because
        self.values = values
