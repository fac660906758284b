"""The doors of a register: its page and its exports, the same for every register."""

import tempfile
from collections.abc import Iterator, Sequence
from typing import IO

from flask import Blueprint, Response, abort, request, url_for
from sqlalchemy.orm import Session

from isms.kernel.formats import print_date
from isms.kernel.moments import Moment, moment_of
from isms.kernel.permission import Permission
from isms.kernel.refusal import Refused
from isms.kernel.register.columns import Register, Source
from isms.kernel.register.export import FORMATS, Export, export
from isms.kernel.register.page import RegisterPage, read_address, register_page
from isms.kernel.register.query import UnknownFilter
from isms.kernel.web.doors import assembly, database, me, now, requires, words
from isms.kernel.web.pages import render

Create = tuple[str, Permission]
Actions = Sequence[tuple[str, str, Permission]]
"""Further ways on from a register: label key, endpoint, and who may go there."""


def add_register(
    blueprint: Blueprint,
    name: str,
    permission: Permission,
    *,
    create: Create | None = None,
    actions: Actions = (),
    template: str = "register.html",
) -> None:
    """Add `/<name>` and `/<name>.csv|.xlsx|.json`; `create` is the endpoint of the form and who may use it."""

    @requires(permission)
    def page() -> str:
        register = assembly().registers[name]
        return render(template, register=_page(register, create, actions))

    @requires(permission)
    def download(ending: str) -> Response:
        if ending not in FORMATS:
            abort(404)
        return _download(assembly().registers[name], ending)

    blueprint.add_url_rule(f"/{name}", f"{name}", page)
    blueprint.add_url_rule(f"/{name}.<ending>", f"{name}_export", download)


def _page(register: Register, create: Create | None, actions: Actions) -> RegisterPage:
    who = me()
    try:
        address = read_address(register, request.path, request.args, request.args.getlist("columns"))
    except UnknownFilter:
        abort(400)
    with database().reading() as session:
        try:
            moment = moment_of(session, address.as_of, now())
        except Refused as no:
            abort(400, description=words()(no.refusals[0].because))
        source = Source(moment.day, moment.position if moment.past else None)
        page = register_page(session, register, source, who.access, address, words())
    changes: dict[str, object] = {}
    if moment.past:
        day = print_date(moment.day, who.language)
        changes["as_of_banner"] = words()("register.as_of_banner", day=day, position=moment.position)
    else:
        changes["extra_actions"] = [(words()(k), url_for(door)) for k, door, may in actions if who.access.allows(may)]
        if create and who.access.allows(create[1]):
            changes["create"] = (words()(f"register.{register.name}.create"), url_for(create[0]))
    return page.with_(**changes)


def _download(register: Register, ending: str) -> Response:
    reading = database().reading()
    session = reading.__enter__()
    try:
        made, moment = _export(session, register)
    except BaseException as error:
        reading.__exit__(type(error), error, error.__traceback__)
        raise
    response = Response(_body(made, ending), content_type=FORMATS[ending])
    response.call_on_close(lambda: reading.__exit__(None, None, None))
    filename = f"{register.name}-{moment.position}@{moment.day.isoformat()}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.headers["Systemhelse-Position"] = str(moment)
    return response


def _export(session: Session, register: Register) -> tuple[Export, Moment]:
    try:
        address = read_address(register, request.path, request.args, ())
        moment = moment_of(session, address.as_of, now())
    except UnknownFilter:
        abort(400)
    except Refused as no:
        abort(400, description=words()(no.refusals[0].because))
    return export(session, register, moment, me().access, address.wish, words()), moment


def _body(made: Export, ending: str) -> Iterator[bytes]:
    if ending == "csv":
        return made.csv()
    if ending == "json":
        return made.json()
    return _spooled(made)


def _spooled(made: Export) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        made.xlsx(file)
        file.seek(0)
        yield from _chunks(file)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(64 * 1024):
        yield chunk
