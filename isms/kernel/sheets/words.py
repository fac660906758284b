"""The words a sheet itself says, read from this folder's catalogue."""

import tomllib
from importlib.resources import files

_CATALOGUE = tomllib.loads(files("isms.kernel.sheets").joinpath("catalogue.toml").read_text("utf-8"))

YES: dict[str, str] = _CATALOGUE["sheet.yes"]
NO: dict[str, str] = _CATALOGUE["sheet.no"]
