"""The rules of the house as functions: each takes a source tree and returns a sentence per fault."""

from collections.abc import Callable
from pathlib import Path

from tests.architecture.guards import catalogue, code, layout, rows, templates

Guard = Callable[[Path], list[str]]

GUARDS: dict[str, Guard] = {
    guard.__name__: guard
    for guard in (
        layout.every_room_has_a_place,
        layout.every_file_of_a_room_has_a_place,
        layout.names_say_what_is_inside,
        layout.modules_stay_short,
        layout.functions_stay_short,
        layout.templates_stay_short,
        layout.the_contracts_ignore_nothing,
        code.one_module_commits,
        code.one_module_reads_the_clock,
        code.first_party_imports_stand_at_the_top,
        code.only_the_doors_read_settings,
        code.the_kernel_knows_no_word_of_the_field,
        rows.keys_and_relationships_point_down,
        rows.no_row_hides_behind_a_secondary_table,
        templates.nothing_is_marked_safe,
        templates.all_text_is_in_the_catalogue,
        catalogue.every_text_stands_in_both_languages,
        catalogue.every_key_in_use_exists,
        catalogue.every_key_is_in_use,
    )
}
