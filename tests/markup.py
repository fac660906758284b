"""Reads a page as a browser would have to, and says what is wrong with it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
NOT_LABELLED = frozenset({"hidden", "submit", "button", "image", "reset"})


@dataclass
class Element:
    """An element of a page, with what stands in it."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: "list[Element | str]" = field(default_factory=list)

    def walk(self) -> "Iterator[Element]":
        """Yield every element below this one, in the order of the page."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.walk()

    def all(self, *tags: str) -> "list[Element]":
        """Return the elements with one of some tags below this one."""
        return [element for element in self.walk() if element.tag in tags]

    def above(self, tag: str) -> "Element | None":
        """Return the nearest element with a tag around this one, or None."""
        here = self.parent
        while here and here.tag != tag:
            here = here.parent
        return here

    @property
    def text(self) -> str:
        """The text as it is read, blanks run together."""
        return " ".join(self.as_written.split())

    @property
    def as_written(self) -> str:
        """The text with its lines, as a textarea holds it; a line feed right after the tag does not count."""
        return "".join(self._pieces()).removeprefix("\n").removeprefix("\r\n")

    def _pieces(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, Element):
                yield from child._pieces()
            else:
                yield child

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")


class Page(HTMLParser):
    """A parsed page; `faults` says what is wrong with it."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.here = self.root
        self.faults: list[str] = []
        self.feed(markup)
        self.close()
        if self.here is not self.root:
            self.faults.append(f"<{self.here.tag}> is never closed")
        self.faults += [
            *_heading(self.root),
            *_ids(self.root),
            *_labels(self.root),
            *_forms(self.root),
            *_inline(self.root),
        ]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        if len(element.attributes) < len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        self.here.children.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.faults.append(f"<{tag}/> closes itself")

    def handle_endtag(self, tag: str) -> None:
        if tag != self.here.tag:
            self.faults.append(f"</{tag}> where <{self.here.tag}> is open, line {self.getpos()[0]}")
            return
        self.here = self.here.parent or self.root

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)

    @property
    def heading(self) -> str:
        """The text of the page's h1."""
        return self.root.all("h1")[0].text

    @property
    def text(self) -> str:
        """The text of the page's main part."""
        return self.root.all("main")[0].text


def _heading(root: Element) -> Iterator[str]:
    titles, headings = root.all("title"), root.all("h1")
    if len(titles) != 1 or len(headings) != 1:
        yield f"{len(titles)} titles and {len(headings)} h1"
    elif not headings[0].text or titles[0].text.rpartition(" · ")[0].removeprefix("Feil: ") != headings[0].text:
        yield f"the title «{titles[0].text}» does not say the h1 «{headings[0].text}»"


def _ids(root: Element) -> Iterator[str]:
    ids = Counter(element["id"] for element in root.walk() if "id" in element.attributes)
    yield from (f"the id «{name}» stands {count} times" for name, count in ids.items() if count > 1 or not name)
    for element in root.walk():
        for name in ("aria-describedby", "aria-labelledby", "for"):
            yield from (f"{name} points to «{i}», which is not there" for i in element[name].split() if i not in ids)


def _labels(root: Element) -> Iterator[str]:
    labelled = {label["for"] for label in root.all("label")}
    for control in root.all("input", "select", "textarea"):
        if control["type"] in NOT_LABELLED or control["id"] in labelled - {""} or control.above("label"):
            continue
        if not control["aria-label"] and not control["aria-labelledby"]:
            yield f"the {control.tag} «{control['name']}» has no label"
    yield from (f"a {e.tag} says nothing" for e in root.all("button", "a") if not (e.text or e["aria-label"]))


def _forms(root: Element) -> Iterator[str]:
    for form in root.all("form"):
        tokens = [control for control in form.all("input") if control["name"] == "csrf_token" and control["value"]]
        if form["method"].lower() == "post" and len(tokens) != 1:
            yield f"the form to «{form['action']}» has {len(tokens)} tokens"


def _inline(root: Element) -> Iterator[str]:
    for element in root.walk():
        yield from (f"<{element.tag} {a}>" for a in element.attributes if a == "style" or a.startswith("on"))
        if element.tag == "style" or (element.tag == "script" and not element["src"]):
            yield f"an inline <{element.tag}>"
        if element["href"].lower().startswith("javascript:"):
            yield "a link that is a script"
