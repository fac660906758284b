"""The rows of projects and of systems whose life ends."""

from isms.projects.models.endings import SystemEnding
from isms.projects.models.projects import DecisionTaken, Project, ProjectBenefit, ProjectGate, ProjectSystem

__all__ = ["DecisionTaken", "Project", "ProjectBenefit", "ProjectGate", "ProjectSystem", "SystemEnding"]
