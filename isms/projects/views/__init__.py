"""The doors of projects and of systems whose life ends."""

from isms.projects.views import benefits, deciding, endings, phases, projects
from isms.projects.views.blueprint import blueprint

__all__ = ["benefits", "blueprint", "deciding", "endings", "phases", "projects"]
