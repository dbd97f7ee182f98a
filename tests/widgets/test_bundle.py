"""The form's modules as one file: what the bundler relies on holds."""

import re
from collections import Counter

from klik_kit.serve import assets
from klik_kit.widgets.bundle import form_folder, script

MODULES = sorted(form_folder().glob("*.js"))
DECLARED = re.compile(r"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)", flags=re.MULTILINE)


def test_top_level_names_are_unique_over_all_modules():
    page = assets.Path(assets.__file__).parent / "js" / "page.js"
    names = Counter(
        name for module in [*MODULES, page] for name in DECLARED.findall(module.read_text(encoding="utf-8"))
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_the_joined_file_has_every_module_and_no_import_left():
    joined = script()
    assert not re.search(r"^\s*import\b", joined, flags=re.MULTILINE)
    assert re.findall(r"^export .*", joined, flags=re.MULTILINE) == ["export default { render: renderInLab };"]
    for module in MODULES:
        assert DECLARED.findall(module.read_text(encoding="utf-8"))[0] in joined, module.name


def test_no_module_makes_elements_from_strings_or_needs_a_secure_origin():
    for module in MODULES:
        text = module.read_text(encoding="utf-8")
        for banned in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "randomUUID",
            "navigator.locks",
            "eval(",
        ):
            assert banned not in text, (module.name, banned)
