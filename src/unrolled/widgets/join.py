"""ES modules joined into one: each file keeps a scope of its own, so its names need to be unique in it alone.

anywidget loads a module by itself, so it cannot import a neighbour. `joined` turns each file into a function that is
called once and gives what the file exports, after those it imports:

    const _kit_dom = (() => { ...; return { el, svg }; })();
"""

import posixpath
import re
from importlib.resources import files

_IMPORT = re.compile(r'^import (\{[^}]*\}) from "(\.{1,2}/[\w./]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:const|let|function\*?|class) (\w+))", re.MULTILINE)
_DEFAULT = re.compile(r"^export default (.+);\n", re.MULTILINE)


def source(name: str) -> str:
    """The text of a file below this folder."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def joined(entry: str) -> str:
    """The ES module `entry`, a path below this folder, with all it imports as one module with the same default export.

    Raises ValueError for a file with an import or export in another form than these: import { a, b as c } from
    "./file.js"; export const, let, function or class; export default VALUE; at the end of the entry.
    """
    scopes = {}

    def scope(name):
        """The constant that holds what the file `name` exports; its scope is written after those it needs."""
        constant = "_" + re.sub(r"\W", "_", name.removesuffix(".js"))
        if constant not in scopes:
            text = _IMPORT.sub(lambda found: bind(name, *found.groups()), source(name))
            given = _DEFAULT.findall(text) or [f"{{ {', '.join(_EXPORT.findall(text))} }}"]
            text = _DEFAULT.sub("", _EXPORT.sub("", text)).strip()
            if left := re.search(r"^(import|export)\b.*", text, re.MULTILINE):
                raise ValueError(f"{name}: cannot join the line {left[0]!r}")
            scopes[constant] = f"const {constant} = (() => {{\n{text}\nreturn {given[0]};\n}})();\n"
        return constant

    def bind(name, names, path):
        other = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
        return f"const {names.replace(' as ', ': ')} = {scope(other)};\n"

    last = scope(entry)
    return "".join(scopes.values()) + f"export default {last};\n"


def classic(module: str, place: str) -> str:
    """What `joined` gave as a classic script, which assigns the default export to `place`.

    A page opened as a file may run a script beside it but import no module.
    """
    return _DEFAULT.sub(rf"{place} = \1;\n", f'(() => {{\n"use strict";\n{module}}})();\n')
