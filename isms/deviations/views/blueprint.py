"""What the doors of deviations share: the blueprint, the register's door and the loaders."""

from flask import Blueprint, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from isms.deviations import queries
from isms.deviations.models import Deviation
from isms.deviations.vocabulary import Permission
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.web.doors import database, found, me
from isms.kernel.web.registers import add_register

blueprint = Blueprint("deviations", __name__)
add_register(
    blueprint,
    "deviations",
    Permission.DEVIATION_READ,
    create=("deviations.report", Permission.DEVIATION_REPORT),
)

Answer = str | Response | tuple[str, int]


def load(session: Session, deviation_id: int, permission: KernelPermission = Permission.DEVIATION_HANDLE) -> Deviation:
    """Return a deviation on which the person holds a permission, or answer that there is none."""
    return found(queries.deviation_for(session, me().access, deviation_id, permission))


def shown(deviation_id: int, permission: KernelPermission = Permission.DEVIATION_HANDLE) -> Deviation:
    """Return a deviation for a page that only shows it."""
    with database().reading() as session:
        return load(session, deviation_id, permission)


def page_of(deviation: Deviation) -> str:
    """Return where the page of a deviation is."""
    return url_for("deviations.deviation", deviation_id=deviation.id)
