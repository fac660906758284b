"""A small house in order, and the faults that each guard must find when they are planted in it."""

from dataclasses import dataclass

ORDERLY = {
    "isms/__init__.py": "def create_app():\n    from isms import app\n    return app\n",
    "isms/app.py": "import config\nimport isms.organisation.views\n",
    "isms/kernel/__init__.py": "",
    "isms/kernel/db.py": "def close(session):\n    session.commit()\n",
    "isms/kernel/clock.py": "def now(zone):\n    return datetime.now(zone)\n",
    "isms/kernel/vocabulary.py": "class Term: ...\n",
    "isms/organisation/__init__.py": "",
    "isms/organisation/models.py": "import sqlalchemy\n\n\nclass Unit:\n    __tablename__ = 'unit'\n",
    "isms/organisation/rules.py": "import isms.organisation.vocabulary\n",
    "isms/organisation/views.py": "import flask\nimport isms.organisation.rules\n\nKEY = 'unit.name'\n",
    "isms/organisation/vocabulary.py": (
        "from isms.kernel.vocabulary import Term\n\n\nclass UnitKind(Term):\n    OFFICE = 'office', 1\n"
    ),
    "isms/organisation/catalogue.toml": (
        '["unit.name"]\nnb = "Navn"\nen = "Name"\n'
        '["unit_kind.office"]\nnb = "Kontor"\nen = "Office"\n'
        '["unit.count.one"]\nnb = "{n} enhet"\nen = "{n} unit"\n'
        '["unit.count.other"]\nnb = "{n} enheter"\nen = "{n} units"\n'
    ),
    "isms/demo/past.py": "import isms.app\n",
    "isms/demo/__init__.py": "",
    "isms/risk/__init__.py": "",
    "isms/risk/models.py": ("class Risk:\n    __tablename__ = 'risk'\n    unit = ForeignKey('unit.id')\n"),
    "isms/risk/service.py": "import isms.risk.models\n",
    "config.py": "",
    "templates/organisation/page.html": (
        '{# a remark #}<h1 class="big">{{ t("unit.name") }}</h1>\n'
        "<p title=\"{{ t('unit.name') }}\">{{ tn('unit.count', 3) }}: {% if a < b %}–{% endif %}</p>\n"
    ),
}


@dataclass(frozen=True)
class Fault:
    """A file put into the orderly house, the guard that must find it and what that says."""

    guard: str
    path: str
    text: str
    says: str


FAULTS = [
    Fault("every_room_has_a_place", "isms/parking/views.py", "", "parking"),
    Fault("every_room_has_a_place", "isms/gadgets.py", "", "gadgets"),
    Fault("every_file_of_a_room_has_a_place", "isms/risk/logic.py", "", "logic.py"),
    Fault("every_file_of_a_room_has_a_place", "isms/risk/parts/one.py", "", "parts"),
    Fault("names_say_what_is_inside", "isms/kernel/utils.py", "", "utils"),
    Fault("names_say_what_is_inside", "isms/kernel/common/dates.py", "", "common"),
    Fault("names_say_what_is_inside", "isms/kernel/form_helpers.py", "", "form_helpers"),
    Fault("modules_stay_short", "isms/risk/queries.py", "x = 1\n" * 401, "401 lines"),
    Fault("functions_stay_short", "isms/risk/queries.py", "def f():\n" + "    x = 1\n" * 40, "f has 41 lines"),
    Fault("functions_stay_short", "tests/risk/test_x.py", "def f():\n" + "    x = 1\n" * 40, "f has 41 lines"),
    Fault("templates_stay_short", "templates/risk/page.html", "<p>\n" * 121, "121 lines"),
    Fault("one_module_commits", "isms/risk/service.py", "def f(s):\n    s.commit()\n", "service.py:2"),
    Fault("one_module_commits", "isms/kernel/web/x.py", "def f(s):\n    s.rollback()\n", "rollback"),
    Fault(
        "one_module_reads_the_clock",
        "isms/risk/rules.py",
        "import datetime\nx = datetime.date.today()\n",
        "today",
    ),
    Fault("one_module_reads_the_clock", "isms/risk/service.py", "x = datetime.now(UTC)\n", "datetime.now"),
    Fault("one_module_reads_the_clock", "isms/risk/service.py", "x = datetime.datetime.utcnow()\n", "utcnow"),
    Fault("one_module_reads_the_clock", "isms/risk/queries.py", "x = sa.func.now()\n", "func.now"),
    Fault("one_module_reads_the_clock", "isms/risk/queries.py", "x = time.time()\n", "time.time"),
    Fault(
        "first_party_imports_stand_at_the_top",
        "isms/risk/service.py",
        "def f():\n    from isms.risk import models\n",
        "f imports isms.risk late",
    ),
    Fault("first_party_imports_stand_at_the_top", "isms/app.py", "def f():\n    from . import x\n", "f imports"),
    Fault(
        "only_the_doors_read_settings",
        "isms/risk/service.py",
        "from config import Settings\n",
        "service.py:1",
    ),
    Fault("the_kernel_knows_no_word_of_the_field", "isms/kernel/x.py", "risk_level = 1\n", "risk_level"),
    Fault("the_kernel_knows_no_word_of_the_field", "isms/kernel/x.py", "class SystemPage: ...\n", "SystemPage"),
    Fault(
        "the_kernel_knows_no_word_of_the_field",
        "isms/kernel/x.py",
        "def f(municipalities): ...\n",
        "municipality",
    ),
    Fault("the_kernel_knows_no_word_of_the_field", "isms/kernel/deviations.py", "", "deviations"),
    Fault(
        "keys_and_relationships_point_down",
        "isms/organisation/models.py",
        "class Unit:\n    __tablename__ = 'unit'\n    risk = ForeignKey('risk.id')\n",
        "organisation points up to risk",
    ),
    Fault(
        "keys_and_relationships_point_down",
        "isms/organisation/models.py",
        "class Unit:\n    __tablename__ = 'unit'\n    risks: Mapped[list['Risk']] = relationship()\n",
        "organisation points up to Risk",
    ),
    Fault("keys_and_relationships_point_down", "isms/risk/models.py", "x = relationship('Nobody')\n", "no row"),
    Fault(
        "no_row_hides_behind_a_secondary_table",
        "isms/risk/models.py",
        "x = relationship('Unit', secondary=links)\n",
        "secondary=",
    ),
    Fault(
        "no_row_hides_behind_a_secondary_table",
        "isms/risk/models.py",
        "x = r('Unit', backref='y')\n",
        "backref=",
    ),
    Fault("nothing_is_marked_safe", "templates/risk/page.html", "<p>\n{{ text | safe }}", "page.html:2"),
    Fault("nothing_is_marked_safe", "templates/risk/page.html", "{% autoescape false %}", "autoescape"),
    Fault(
        "all_text_is_in_the_catalogue",
        "templates/risk/page.html",
        "<p>{{ a }}\n Lagre</p>",
        "page.html:2: 'Lagre'",
    ),
    Fault("all_text_is_in_the_catalogue", "templates/risk/page.html", '<a title="Åpne"></a>', "title=Åpne"),
    Fault(
        "every_text_stands_in_both_languages",
        "isms/risk/catalogue.toml",
        '["risk.a"]\nnb = "A"\n',
        "risk.a has no en",
    ),
    Fault(
        "every_text_stands_in_both_languages",
        "isms/risk/catalogue.toml",
        '["risk.a"]\nnb = "{n} A"\nen = "{m} A"\n',
        "other placeholders",
    ),
    Fault(
        "every_text_stands_in_both_languages",
        "isms/risk/catalogue.toml",
        '["risk.a"]\nnb = "{n} A"\nnn = "A"\nen = "{n} A"\n',
        "other placeholders",
    ),
    Fault(
        "every_text_stands_in_both_languages",
        "isms/risk/catalogue.toml",
        '["risk.a"]\nnb = "A"\nny = "A"\nen = "A"\n',
        "risk.a speaks ny",
    ),
    Fault(
        "every_text_stands_in_both_languages",
        "isms/risk/catalogue.toml",
        '["unit.name"]\nnb = "A"\nen = "A"\n',
        "already",
    ),
    Fault(
        "every_text_stands_in_both_languages",
        "isms/risk/catalogue.toml",
        '["risk.a.one"]\nnb = "A"\nen = "A"\n',
        "lacks its other number",
    ),
    Fault("every_key_in_use_exists", "templates/risk/page.html", "{{ t('risk.gone') }}", "risk.gone"),
    Fault(
        "every_key_in_use_exists",
        "templates/risk/page.html",
        "{{ t('risk.a' if x else 'risk.b') }}",
        "risk.b",
    ),
    Fault("every_key_in_use_exists", "templates/risk/page.html", "{{ tn('risk.count', 2) }}", "risk.count.other"),
    Fault(
        "every_key_in_use_exists",
        "isms/risk/rules.py",
        "x = Refusal('risk.refused', 'name')\n",
        "risk.refused",
    ),
    Fault(
        "every_key_in_use_exists",
        "isms/risk/vocabulary.py",
        "class RiskLevel(Term):\n    HIGH = 'high'\n",
        "risk_level.high",
    ),
    Fault(
        "every_key_is_in_use",
        "isms/risk/catalogue.toml",
        '["risk.idle"]\nnb = "A"\nen = "A"\n',
        "nobody says risk.idle",
    ),
]
