"""Texts that try to run, to break a page, a paper or a sheet, or to be changed unseen; and every field they go into."""

from __future__ import annotations

from collections.abc import Iterator

from klik_kit.core.forms import MOST_LETTERS, Field, Form, Repeat, items_of

HOSTILE = {
    "skrip": "<script>window.__hostile=1</script><img src=x onerror=\"window.__hostile=1\"><svg/onload=window.__hostile=1>",
    "keluar": "'\"--></textarea></style></title></script><iframe srcdoc='<script>parent.__hostile=1</script>'></iframe>",
    "tautan": "[klik](javascript:window.__hostile=1) <a href=javascript:window.__hostile=1>x</a> data:text/html,<b>",
    "templat": "{{7*7}} {% for x in y %} {{ self.__init__ }} ${7*7} #{7*7} {{r x }} {%p if x %} <%= 7*7 %>",
    "latex": r"$\input{/etc/passwd}$ \(x\) \[x\] $$\frac{1}{0}$$ \write18{id}",
    "markdown": "# judul\n- **tebal** `kode` ![x](http://jahat.example/x.png)\n| a | b |\n|---|---|",
    "rumus": "=cmd|' /C calc'!A0",
    "rumus_lain": "+1+1", "rumus_di": "@SUM(A1:A9)", "rumus_kurang": "-2+3", "rumus_tab": "\t=1+1", "kutip": "'=1+1",
    "bidi": "abc\u202edef\u2066ghi\u2069 \u200eLRM \u061c",
    "tak_terlihat": "a\u200bb\u200cc\u200dd\ufeffe\u2060f\u00adg",
    "emoji": "👩🏽‍⚕️ Puskesmas 🇮🇩 👨‍👩‍👧‍👦 ☠️ é é",
    "aksara": "مرحبا ꦗꦮ 漢字 ﷽ Z̸̢̛̞̳a̶l̷g̵o",
    "panjang": "W" * 3000,
    "baris": "satu\n\tdua\n\n tiga",
    "baris_lain": "satu\u2028dua\u2029tiga\x0bempat".replace("\x0b", " "),
    "spasi": "  di depan dan di belakang \n",
    "entitas": "&amp; &lt;b&gt; &#x3c;script&#x3e; &nbsp;",
    "xml": "]]><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;<w:t>x</w:t>",
    "excel": "_x0041_ _x000D_ _x005F_",
    "sql": "'; DROP TABLE history; -- \\",
    "format": "%s %n %(x)s {0} {} {x!r}",
    "ansi": "␛[31m \\u001b[31m \\x00 \\n",
    "json": '{"a": "</script>", "__proto__": {"x": 1}}',
    "penuh": "kata " * (MOST_LETTERS // 5 - 1) + "akhir",
}  # fmt: skip
TEXTS = frozenset({"text", "textarea", "select_one_or_other"})


def text_fields(form: Form) -> Iterator[tuple[str, Field]]:
    """Every field of a form by its stored name, the columns of each list of rows in its first and its last row."""
    for item in items_of(form):
        if isinstance(item, Field):
            yield item.name, item
        elif isinstance(item, Repeat):
            for number in sorted({1, item.most}):
                yield from ((f"{item.name}.{number}.{f.name}", f) for f in item.fields)
