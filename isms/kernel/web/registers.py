"""The doors of a register: its page and its exports, the same for every register."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import IO
from urllib.parse import quote

from flask import Blueprint, Response, abort, request, url_for

from isms.kernel.formats import print_date
from isms.kernel.moments import Moment, moment_of
from isms.kernel.permission import Permission
from isms.kernel.refusal import Refused
from isms.kernel.register.columns import Register, Source
from isms.kernel.register.export import FORMATS, Export, export
from isms.kernel.register.page import RegisterPage, read_address, register_page
from isms.kernel.register.paper import Reader
from isms.kernel.register.query import UnknownFilter
from isms.kernel.web.access_log import POSITION
from isms.kernel.web.doors import assembly, database, language, me, now, requires, words
from isms.kernel.web.pages import render
from isms.kernel.words import CATALOGUE, EXPORT_LANGUAGES, Words

Create = tuple[str, Permission]
Actions = Sequence[tuple[str, str, Permission]]
"""Further ways on from a register, each with what it is narrowed to: label key, endpoint, and who may go there."""


EDITIONS = ("internal", "public")


def add_register(
    blueprint: Blueprint,
    name: str,
    permission: Permission,
    *,
    create: Create | None = None,
    actions: Actions = (),
    template: str = "register.html",
    path: str | None = None,
) -> None:
    """Add `/<name>` and `/<name>.csv|.xlsx|.json|.pdf`; `create` is the endpoint of the form and who may use it.

    path: where the register lies, when not at its name.
    """
    place = path or f"/{name}"

    @requires(permission)
    def page() -> str:
        register = assembly().registers[name]
        return render(template, register=_page(register, create, actions))

    page.register = name  # type: ignore[attr-defined]
    blueprint.add_url_rule(place, f"{name}", page)
    add_edition(blueprint, place, name, permission)


def add_edition(blueprint: Blueprint, rule: str, name: str, permission: Permission) -> None:
    """Add `<rule>.csv|.xlsx|.json|.pdf` of a register that has no page of its own."""

    @requires(permission)
    def download(ending: str) -> Response:
        if ending not in FORMATS:
            abort(404)
        return _download(assembly().registers[name], ending)

    download.register = name  # type: ignore[attr-defined]
    blueprint.add_url_rule(f"{rule}.<ending>", f"{name}_export", download)


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
        may_go = [(label, door) for label, door, may in actions if who.access.allows(may)]
        narrowed = address.href(columns=None).removeprefix(address.path)
        changes["extra_actions"] = [(words()(label), f"{url_for(door)}{narrowed}") for label, door in may_go]
        if create and who.access.allows(create[1]):
            changes["create"] = (words()(f"register.{register.name}.create"), url_for(create[0]))
    return page.with_(**changes)


def _download(register: Register, ending: str) -> Response:
    said = export_words()
    with ExitStack() as open_:
        session = open_.enter_context(database().reading())
        try:
            address = read_address(register, request.path, request.args, request.args.getlist("columns"))
            moment = moment_of(session, address.as_of, now())
            made = export(
                session, register.redacted() if is_public() else register, moment, me().access, address.wish, said
            )
            body = _body(made, ending, address.columns)
        except UnknownFilter:
            abort(400)
        except Refused as no:
            abort(400, description=words()(no.refusals[0].because, **no.refusals[0].values))
        response = Response(body, content_type=FORMATS[ending])
        # What is streamed is read while it is sent.
        response.call_on_close(open_.pop_all().close)
    return as_file(response, register.name, moment, ending)


def _edition(register: Register) -> Register:
    return register.redacted() if is_public() else register


def export_words() -> Words:
    """Return the language an export is asked for in with `lang`, or the page's; answers 400 for another."""
    asked = request.args.get("lang") or language()
    if asked not in EXPORT_LANGUAGES:
        abort(400)
    return CATALOGUE.words(asked)


def is_public() -> bool:
    """Say whether an export is asked for as the public edition; answers 400 for an edition that is not."""
    edition = request.args.get("edition", EDITIONS[0])
    if edition not in EDITIONS:
        abort(400)
    return edition == "public"


def reader() -> Reader:
    """Return who takes an export out, as documents say it."""
    who = me()
    return Reader(who.name, now(), who.tenant_name or "")


def as_file(response: Response, name: str, moment: Moment, ending: str) -> Response:
    """Return a response as a file whose name and headers tell who read what, when, and as of which moment.

    They stand beside the file and not in it, so that the same moment gives the same bytes. What is not ASCII is
    escaped as in an address.
    """
    filename = f"{name}-{moment.position}@{moment.day.isoformat()}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.headers[POSITION] = str(moment)
    response.headers["Systemhelse-Read-By"] = quote(me().name)
    response.headers["Systemhelse-Read-At"] = now().isoformat(timespec="seconds")
    response.headers["Systemhelse-Asked"] = quote(request.query_string.decode(), safe="=&%+.:@-")
    return response


def _body(made: Export, ending: str, columns: Sequence[str]) -> Iterable[bytes]:
    return [made.pdf(reader(), columns)] if ending == "pdf" else streamed(made, ending)


def streamed(made: Export, ending: str) -> Iterator[bytes]:
    """Yield an export as CSV, JSON or XLSX while it is read."""
    if ending == "csv":
        return made.csv()
    return made.json() if ending == "json" else spooled(made.xlsx)


def spooled(write: Callable[[IO[bytes]], None]) -> Iterator[bytes]:
    """Yield what is written to a file, which is kept out of memory."""
    with tempfile.TemporaryFile() as file:
        write(file)
        file.seek(0)
        yield from chunks(file)


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a file in parts of a size that a server sends well."""
    while chunk := file.read(64 * 1024):
        yield chunk
