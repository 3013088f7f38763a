"""Drawn faces, so that a person is recognised at a glance and nobody's photograph is needed.

A recipe is a few words in any order; what is not said is left out or chosen from the name, always the same way:

    scarf:teal skin:tan top:teal              a headscarf
    hair:grey set glasses skin:pale top:rust  short set hair, round glasses

    ground:  teal clay gold plum leaf sky sand rose
    skin:    porcelain pale rose olive tan brown deep dark
    hair:    black darkbrown brown chestnut auburn ginger blonde fair grey silver white
    style:   short crop side bob fringe long waves curly set afro braids bun ponytail receding bald
    head:    scarf:<cloth>  dupatta:<cloth> (hair shows)  turban:<cloth>  wrap:<cloth>  topi:<cloth>
    face:    glasses  glasses:square  beard  stubble  moustache  earrings  freckles  grin
    top:     <cloth>
    age:     child  baby
    cloth:   teal sea clay rust gold mustard plum lilac leaf moss navy denim sky rose berry sand cream charcoal black white

Presentation attributes only (the page allows no inline style); the ground takes its colour from the style sheet,
so that it darkens at night.
"""

# ruff: noqa: E501 (a drawing is one long line)

from functools import lru_cache
from zlib import crc32

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

GROUNDS = ("teal", "clay", "gold", "plum", "leaf", "sky", "sand", "rose")
SKINS = {  # face, shadow, lips
    "porcelain": ("#F7DCC9", "#E6BFA6", "#B5574A"),
    "pale": ("#F0CBAF", "#DBAB89", "#AE5040"),
    "rose": ("#E6B595", "#CE9672", "#A04A3A"),
    "olive": ("#D6A679", "#BB8857", "#8F4133"),
    "tan": ("#C48C60", "#A87145", "#7C3426"),
    "brown": ("#A26A43", "#865230", "#6A2A1C"),
    "deep": ("#80513A", "#653C28", "#C4705C"),
    "dark": ("#64402D", "#4A2C1D", "#BD6A58"),
}
HAIR = {
    "black": "#241C1A",
    "darkbrown": "#3D2A22",
    "brown": "#5F3F29",
    "chestnut": "#7B4A2B",
    "auburn": "#8A4225",
    "ginger": "#BB632D",
    "blonde": "#CFA154",
    "fair": "#E0C27E",
    "grey": "#9F9890",
    "silver": "#C6C0B8",
    "white": "#EAE6DF",
}
STYLES = (
    "short", "crop", "side", "bob", "fringe", "long", "waves", "curly", "set", "afro", "braids", "bun",
    "ponytail", "receding", "bald",
)  # fmt: skip
CLOTH = {  # cloth, its fold
    "teal": ("#1F5F5B", "#174A47"),
    "sea": ("#3F8A84", "#2F6E69"),
    "clay": ("#A3472A", "#84361E"),
    "rust": ("#B65A36", "#964526"),
    "gold": ("#BD861C", "#9A6B10"),
    "mustard": ("#D3A43F", "#B0842A"),
    "plum": ("#6B3F69", "#532F52"),
    "lilac": ("#A487B0", "#876A94"),
    "leaf": ("#4B7533", "#3A5D26"),
    "moss": ("#737F45", "#5B6634"),
    "navy": ("#2F4463", "#22334D"),
    "denim": ("#52708F", "#3F5A76"),
    "sky": ("#79A5C4", "#5C88A8"),
    "rose": ("#C9808D", "#AC6270"),
    "berry": ("#96405A", "#793046"),
    "sand": ("#CBB68F", "#AF9A72"),
    "cream": ("#EFE6D5", "#D5C8B0"),
    "charcoal": ("#4C4641", "#37322E"),
    "black": ("#2E2A28", "#1D1A19"),
    "white": ("#F8F5F0", "#D9D2C7"),
}
INK = "#221A16"

# Hair is two drawings: what falls behind the head, and what lies upon it.
BEHIND = {
    "bob": '<path d="M16.6 32C15 15 23 10 32 10s17 5 15.4 22l.8 8c.3 3.6-3.6 4.2-6 2.6H21.8c-2.4 1.6-6.3 1-6-2.6z"/>',
    "fringe": '<path d="M17 31C15.6 15 23 10.5 32 10.5S48.4 15 47 31l.6 6c.2 3-3 3.8-5.2 2.4H21.6C19.4 40.8 16.2 40 16.4 37z"/>',
    "long": '<path d="M17 28C16 14 23.5 9.5 32 9.5S48 14 47 28l2.4 22c-3.4 4.6-8.4 4.2-11 .6H25.6c-2.6 3.6-7.6 4-11-.6z"/>',
    "waves": '<path d="M32 9.5C22 9.5 16 15.5 17 26c-3 3-3 6.5-1 9-2.6 3.2-1.6 7 1 8.8 0 4 3.6 6.2 7.4 5.2h15.2c3.8 1 7.4-1.2 7.4-5.2 2.6-1.8 3.6-5.6 1-8.8 2-2.5 2-6-1-9 1-10.5-5-16.5-15-16.5z"/>',
    "curly": '<circle cx="20" cy="21" r="6"/><circle cx="25" cy="14.5" r="6"/><circle cx="33" cy="12.5" r="6.5"/><circle cx="41" cy="16" r="6"/><circle cx="45" cy="23" r="5.8"/><circle cx="18" cy="29" r="5.5"/><circle cx="46" cy="31" r="5.5"/><circle cx="19" cy="37" r="5"/><circle cx="45" cy="38.5" r="5"/>',
    "afro": '<circle cx="32" cy="24" r="18"/>',
    "braids": '<path d="M20 20 17.5 48M23 17 21.5 50M44 20l2.5 28M41 17l1.5 33" fill="none" stroke-width="4" stroke-linecap="round"/>',
    "bun": '<circle cx="32" cy="9.8" r="6.2"/>',
    "ponytail": '<path d="M38 11.5c11.5-3 16.5 7 14 19-.9 4.5-1.2 8-3.5 11.5-2.8-1.5-4.3-4.5-4.3-8L42 20z"/>',
}
UPON = {
    "short": '<path d="M20 28C18.5 15 25.5 11 33 11.5c8.5.3 13 6.5 11.5 16.5-1-4.5-3-7-6-8.2-5 2-11.5 1.5-16 .9-1.4 2-2 4.3-2.5 7.3z"/>',
    "crop": '<path d="M20.3 26.5C19.3 16.5 25 12.8 32 12.8s12.7 3.7 11.7 13.7C42.5 21 38.6 18.6 32 18.6S21.5 21 20.3 26.5z"/>',
    "side": '<path d="M20 28C17.5 15.5 25.5 9.8 34 10.8c9 .8 13 7.4 10.3 17.2-.4-3.8-1.5-6.5-3.3-8.3-6 2-13.5.6-16.5-2.2-1.2 3.6-3.3 6-4.5 10.5z"/>',
    "bob": '<path d="M20.3 28C19.5 17.5 25.5 13 32 13s12.5 4.5 11.7 15c-1.6-4.6-4.4-7-8.2-8.2-4 4-10 5.7-15.2 8.2z"/>',
    "fringe": '<path d="M20 27.5C19 16 25 12 32 12s13 4 12 15.5c-2-2.7-7-3.7-12-3.7s-10 1-12 3.7z"/>',
    "long": '<path d="M32 12.5c-7.5 0-12.4 5.3-11.8 16 5.4-2.7 9.8-7 11.8-12.5 2 5.5 6.4 9.8 11.8 12.5.6-10.7-4.3-16-11.8-16z"/>',
    "waves": '<path d="M20.2 28.5C19.4 17 25 12.5 32.5 12.5S44.4 17 43.8 28.5c-3.6-2.2-6.6-5.6-7.8-9.5-3 5-9.3 8-15.8 9.5z"/>',
    "curly": '<path d="M20 27c-.6-4 1-6.5 3.4-7.2C24.3 17 27 16.3 29 17.5c1.8-2.2 5.2-2 6.6 0 2.4-1.2 5 .2 5.4 2.5 2.3 1 3.4 3.5 3 7 1-9.5-3.5-14.5-12-14.5S19 17.5 20 27z"/>',
    "set": '<circle cx="21.5" cy="20.5" r="5"/><circle cx="26" cy="15.5" r="5.2"/><circle cx="32.5" cy="14" r="5.3"/><circle cx="38.6" cy="15.8" r="5.2"/><circle cx="43" cy="21" r="4.9"/><circle cx="19.6" cy="26.5" r="3.7"/><circle cx="44.6" cy="27" r="3.6"/>',
    "afro": '<path d="M20.2 27C19 19 24 15.5 32 15.5S45 19 43.8 27C42 22.5 38 20.3 32 20.3S22 22.5 20.2 27z"/>',
    "braids": '<path d="M20.3 27C19 16.5 25 12 32 12s13 4.5 11.7 15C42 21.5 38 18.3 32 18.3S22 21.5 20.3 27z"/>',
    "bun": '<path d="M20.3 27C19.3 17 25 13 32 13s12.7 4 11.7 14C41.8 21.8 38 19 32 19s-9.8 2.8-11.7 8z"/>',
    "ponytail": '<path d="M20.2 28C19 17 25 12.3 32.5 12.3S45 17 43.8 27c-2-4.5-5-7-9-7.8-4 4.3-9.2 6.6-14.6 8.8z"/>',
    "receding": '<path d="M20.5 30c-2-3.5-1.6-8.6.8-11.5.5 3 .6 7-.8 11.5zM43.5 30c2-3.5 1.6-8.6-.8-11.5-.5 3-.6 7 .8 11.5z"/><path d="M22.5 18.5C25 14.5 28.5 13 32 13s7 1.5 9.5 5.5c-3-2.3-6-3.2-9.5-3.2s-6.5.9-9.5 3.2z" opacity=".55"/>',
}


@lru_cache(maxsize=2048)
def draw(recipe: str, name: str = "") -> SafeString:
    """The face as an SVG; initials on a tinted circle where the recipe is empty or says nothing we know."""
    said = _read(recipe or "")
    ground = said.get("ground") or GROUNDS[crc32((name or recipe or "").encode()) % len(GROUNDS)]
    inside = _features(said) if said.keys() & {"skin", "hair", "scarf", "style"} else _initials(name)
    return mark_safe(  # noqa: S308 (initials are escaped; all else is ours)
        '<svg viewBox="0 0 64 64" aria-hidden="true" focusable="false">'
        f'<circle class="face-ground face-ground--{ground}" cx="32" cy="32" r="32"/>{inside}</svg>'
    )


def _read(recipe: str) -> dict[str, str]:
    said = {}
    for word in recipe.lower().split():
        key, _, value = word.partition(":")
        if word in STYLES:
            said["style"] = word
        elif key == "ground" and value in GROUNDS:
            said["ground"] = value
        elif key == "skin" and value in SKINS:
            said["skin"] = value
        elif key == "hair" and value in HAIR:
            said["hair"] = value
        elif key in ("top", "scarf", "dupatta", "turban", "wrap", "topi") and value in CLOTH:
            said[key] = value
        elif key in ("glasses", "beard", "stubble", "moustache", "earrings", "freckles", "grin", "child", "baby"):
            said[key] = value or "yes"
    return said


def _initials(name: str) -> str:
    words = [word for word in name.replace("(", " ").split() if word[:1].isalpha()]
    letters = "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
    return (
        '<text class="face-initials" x="32" y="33" font-size="24" font-weight="600" text-anchor="middle" '
        f'dominant-baseline="central">{escape(letters or "·")}</text>'
    )


def _features(said: dict[str, str]) -> str:
    skin, shade, lips = SKINS[said.get("skin", "olive")]
    hair = HAIR[said.get("hair", "darkbrown")]
    top, fold = CLOTH[said.get("top", "sand")]
    style = said.get("style", "bald" if "hair" not in said else "short")
    dark = said.get("skin") in ("deep", "dark")
    covered = "scarf" in said
    parts = []

    if not covered and style in BEHIND and "turban" not in said:
        parts.append(f'<g fill="{hair}" stroke="{hair}" stroke-width="0">{BEHIND[style]}</g>')
    for cover in ("scarf", "dupatta"):
        if cover in said:
            cloth, _ = CLOTH[said[cover]]
            parts.append(
                f'<path fill="{cloth}" d="M32 7.5C20.5 7.5 16 16.5 16 28c0 10-1.5 17-4.5 24h41C49.5 45 48 38 48 28 48 16.5 43.5 7.5 32 7.5z"/>'
            )
    if "baby" in said:
        parts.append(f'<path fill="{top}" d="M14 64c0-10 8-15 18-15s18 5 18 15z"/>')
        parts.append(f'<circle cx="18" cy="34" r="3" fill="{shade}"/><circle cx="46" cy="34" r="3" fill="{shade}"/>')
        parts.append(f'<ellipse cx="32" cy="32" rx="15" ry="15.5" fill="{skin}"/>')
        parts.append(f'<path d="M27 18.5c1-3.5 5-4.5 6.5-2 1.5-2 5-1 4.5 2-3.5-1.4-7.5-1.4-11 0z" fill="{hair}"/>')
    else:
        parts.append(f'<path fill="{top}" d="M8 66c0-13 10-18.5 24-18.5S56 53 56 66z"/>')
        if not covered:
            parts.append(f'<path fill="{shade}" d="M27 38h10v8.5c0 3.3-2 5-5 5s-5-1.7-5-5z"/>')
            parts.append(
                f'<circle cx="20.4" cy="30.5" r="2.6" fill="{shade}"/><circle cx="43.6" cy="30.5" r="2.6" fill="{shade}"/>'
            )
        face = 'rx="10.4" ry="12.2"' if covered else 'rx="12" ry="13.6"'
        parts.append(f'<ellipse cx="32" cy="28.8" {face} fill="{skin}"/>')

    cheek = {"porcelain": "#E79A86", "pale": "#DE8F78", "rose": "#CC7A62", "olive": "#BF7550"}.get(
        said.get("skin"), shade
    )
    parts.append(
        f'<g fill="{cheek}" opacity=".38"><circle cx="25" cy="33.5" r="2.5"/><circle cx="39" cy="33.5" r="2.5"/></g>'
    )
    if "freckles" in said:
        parts.append(
            f'<g fill="{shade}"><circle cx="26" cy="31.5" r=".7"/><circle cx="28.3" cy="32.6" r=".7"/>'
            f'<circle cx="38" cy="31.5" r=".7"/><circle cx="35.7" cy="32.6" r=".7"/></g>'
        )

    beard = hair if said.get("hair") else HAIR["black"]
    if "beard" in said:
        parts.append(
            f'<path fill="{beard}" d="M20.2 29c0 10.5 4.3 15.8 11.8 15.8S43.8 39.5 43.8 29c-1.4 3.6-3.3 5-5.8 5-2.2 0-3.8-.8-6-.8s-3.8.8-6 .8c-2.5 0-4.4-1.4-5.8-5z"/>'
        )
    if "stubble" in said:
        parts.append(
            f'<path fill="{beard}" opacity=".3" d="M20.4 31c.4 8 4.6 11.5 11.6 11.5S43.2 39 43.6 31c-1.6 2.6-3.6 3-5.6 3-2.2 0-3.8-.6-6-.6s-3.8.6-6 .6c-2 0-4-.4-5.6-3z"/>'
        )
    if "moustache" in said:
        parts.append(
            f'<path fill="{beard}" d="M26 34.8c1.6-2 4-2.2 6-1 2-1.2 4.4-1 6 1-2 1.2-4 1-6 .3-2 .7-4 .9-6-.3z"/>'
        )

    if not covered and style in UPON and "turban" not in said and "baby" not in said:
        parts.append(f'<g fill="{hair}">{UPON[style]}</g>')
    if covered:
        cloth, edge = CLOTH[said["scarf"]]
        # The opening of the scarf, then the part that wraps under the chin and lies on the shoulders.
        parts.append(
            f'<path fill="{cloth}" fill-rule="evenodd" d="M32 7.5C20.5 7.5 16 16.5 16 28c0 8 4 17 16 17s16-9 16-17C48 16.5 43.5 7.5 32 7.5zm0 10.2c6.6 0 9.6 5 9.6 11.3 0 6.6-4.4 11.5-9.6 11.5s-9.6-4.9-9.6-11.5c0-6.3 3-11.3 9.6-11.3z"/>'
            f'<path fill="{edge}" d="M19.5 38c3 5.5 7.5 7.5 12.5 7.5S41.5 43.5 44.5 38c2 5 4.5 9.5 8 13.5-5.5 4.5-13 6-20.5 6s-15-1.5-20.5-6c3.5-4 6-8.5 8-13.5z"/>'
        )
    if "dupatta" in said:
        cloth, edge = CLOTH[said["dupatta"]]
        parts.append(
            f'<path fill="{cloth}" fill-rule="evenodd" d="M32 7.5C20.5 7.5 16 16.5 16 28c0 10-1.5 17-4.5 24l8.5 6c-1-9-2-19-.6-28C20.6 20 25 14.5 32 14.5S43.4 20 44.6 30c1.4 9 .4 19-.6 28l8.5-6C49.5 45 48 38 48 28 48 16.5 43.5 7.5 32 7.5z"/>'
            f'<path fill="{edge}" d="M52.5 52 44 58c-8 4-18 3-27-2l3-6c8 4 17 4 24-1z"/>'
        )
    if "turban" in said:
        cloth, edge = CLOTH[said["turban"]]
        parts.append(
            f'<path fill="{cloth}" d="M18.6 26C15.5 12 23 5.5 32 5.5S48.5 12 45.4 26C42 20.5 37.5 18.5 32 18.5S22 20.5 18.6 26z"/>'
            f'<path d="M21 19.5C27 17 35 12.5 38 7.5M43 19.5C38 17 31 13 27 8.5" fill="none" stroke="{edge}" stroke-width="1.8" stroke-linecap="round"/>'
        )
    if "wrap" in said:
        cloth, edge = CLOTH[said["wrap"]]
        parts.append(
            f'<path fill="{edge}" d="M25 10c-3-5 2-8 6-5 2-4 9-3 8 2-.4 2-1.6 3-3 4z"/>'
            f'<path fill="{cloth}" d="M19.2 25.5C16.5 13 23.5 8 32 8s15.5 5 12.8 17.5C41.5 20.5 37 19 32 19s-9.5 1.5-12.8 6.5z"/>'
            f'<path d="M20.5 18C27 17 34 14 37 9.5" fill="none" stroke="{edge}" stroke-width="1.6" stroke-linecap="round"/>'
        )
    if "topi" in said:
        cloth, edge = CLOTH[said["topi"]]
        parts.append(
            f'<path fill="{cloth}" d="M20.6 21.5 21.2 13c3-3.6 18.6-3.6 21.6 0l.6 8.5c-4.8-3.2-18-3.2-22.8 0z"/>'
            f'<path d="M20.8 19.2c5-3 17.4-3 22.4 0" fill="none" stroke="{edge}" stroke-width="1.5"/>'
        )

    brow = INK if said.get("hair") in ("white", "silver", "fair", None) and not dark else hair
    lift = 2 if "baby" in said else 0
    brows = "" if lift else (
        f'<path d="M24.6 24.3c1.4-1.1 3-1.2 4.4-.5M39.4 24.3c-1.4-1.1-3-1.2-4.4-.5" fill="none" '
        f'stroke="{brow}" stroke-width="1.3" stroke-linecap="round" opacity=".8"/>'
    )  # fmt: skip
    eyes = f'<circle cx="27" cy="{28 + lift}" r="1.7"/><circle cx="37" cy="{28 + lift}" r="1.7"/>'
    glint = f'<circle cx="27.6" cy="{27.4 + lift}" r=".55"/><circle cx="37.6" cy="{27.4 + lift}" r=".55"/>'
    whites = (
        f'<g fill="#F7F0E8"><ellipse cx="27" cy="{28 + lift}" rx="2.3" ry="1.9"/>'
        f'<ellipse cx="37" cy="{28 + lift}" rx="2.3" ry="1.9"/></g>'
    )
    parts.append(f'{brows}{whites}<g fill="{INK}">{eyes}</g><g fill="#FFFFFF" opacity=".9">{glint}</g>')
    parts.append(
        f'<path d="M32 29.5c-.9 1.6-1.1 2.6 0 2.9" fill="none" stroke="{shade}" stroke-width="1.4" stroke-linecap="round"/>'
    )
    if "grin" in said:
        parts.append('<path d="M27.8 35.4c2.6.8 5.8.8 8.4 0-.5 2.8-2 3.9-4.2 3.9s-3.7-1.1-4.2-3.9z" fill="#FBF6F1"/>')
    else:
        parts.append(
            f'<path d="M27.8 35.8c2.5 2.7 5.9 2.7 8.4 0" fill="none" stroke="{lips}" stroke-width="1.9" stroke-linecap="round"/>'
        )
    if "glasses" in said:
        lens = (
            '<rect x="22.4" y="24.6" width="8.2" height="6.8" rx="1.6"/><rect x="33.4" y="24.6" width="8.2" height="6.8" rx="1.6"/>'
            if said["glasses"] == "square"
            else '<circle cx="27" cy="28.2" r="4.3"/><circle cx="37" cy="28.2" r="4.3"/>'
        )
        frame = "#E8D9B8" if dark else INK
        parts.append(
            f'<g fill="#FFFFFF" fill-opacity=".16" stroke="{frame}" stroke-width="1.3">{lens}'
            f'<path d="M31.1 27.6h1.8" fill="none"/></g>'
        )
    if "earrings" in said and not covered:
        parts.append('<g fill="#D9A436"><circle cx="19.9" cy="34.2" r="1.6"/><circle cx="44.1" cy="34.2" r="1.6"/></g>')
    if "baby" not in said and not covered and "dupatta" not in said:
        parts.append(
            f'<path d="M25.5 48.2c1.5 3.4 3.8 5 6.5 5s5-1.6 6.5-5" fill="none" stroke="{fold}" stroke-width="1.6" stroke-linecap="round"/>'
        )
    drawn = "".join(parts)
    return f'<g transform="translate(4.8 9) scale(.85)">{drawn}</g>' if "child" in said else drawn


FACES = {
    "amina": "scarf:teal skin:tan top:sea ground:teal",
    "zofia": "hair:chestnut bob skin:porcelain top:plum ground:plum",
    "jo": "hair:black crop skin:deep earrings top:leaf ground:leaf",
    "ruth": "hair:silver set glasses skin:porcelain top:rust ground:clay",
    "helen": "hair:blonde ponytail skin:pale top:navy ground:sky",
    "grace": "hair:black afro skin:dark top:gold ground:gold",
    "sana": "dupatta:rose hair:black long skin:olive top:berry ground:rose",
    "magda": "hair:darkbrown fringe skin:porcelain top:sea ground:teal",
    "dee": "hair:grey side skin:rose glasses:square earrings top:charcoal ground:sand",
    "ro": "hair:ginger short beard skin:porcelain top:moss ground:leaf",
    "ade": "bald hair:black beard glasses skin:dark top:white ground:sky",
    "tobi": "child hair:black crop skin:dark top:clay ground:gold",
    "eni": "baby hair:black skin:dark top:cream ground:gold",
}

WOMEN = (
    "hair:brown waves skin:pale top:clay ground:sand",
    "scarf:plum skin:olive top:lilac ground:plum",
    "hair:black braids skin:deep earrings top:mustard ground:gold",
    "hair:ginger curly freckles skin:porcelain top:leaf ground:leaf",
    "scarf:sand skin:brown top:clay ground:clay",
    "hair:black long skin:tan top:berry ground:rose",
    "hair:silver bob glasses skin:pale top:denim ground:plum",
    "wrap:gold skin:dark earrings top:leaf ground:leaf",
    "hair:fair long skin:porcelain top:sky ground:sky",
    "dupatta:sea hair:darkbrown long skin:tan top:teal ground:teal",
    "hair:black bun skin:pale glasses top:charcoal ground:sand",
    "scarf:navy skin:pale glasses top:denim ground:sky",
    "hair:auburn fringe skin:rose glasses:square top:moss ground:leaf",
    "hair:grey waves skin:pale earrings top:plum ground:plum",
    "hair:darkbrown curly skin:brown top:rust ground:clay",
    "scarf:rose skin:tan grin top:rose ground:rose",
    "hair:blonde bob skin:rose grin top:teal ground:teal",
    "hair:black ponytail skin:olive earrings top:lilac ground:plum",
    "wrap:berry skin:deep top:mustard ground:rose",
    "hair:silver bun glasses skin:olive top:navy ground:sand",
    "scarf:black skin:olive top:charcoal ground:gold",
    "hair:chestnut long freckles skin:pale top:gold ground:gold",
    "dupatta:mustard hair:grey long glasses skin:brown top:clay ground:clay",
    "hair:brown side skin:rose earrings top:denim ground:sky",
    "hair:black afro glasses skin:brown earrings top:plum ground:plum",
    "scarf:leaf skin:deep grin top:moss ground:leaf",
    "hair:fair ponytail skin:rose grin top:clay ground:rose",
    "hair:darkbrown set skin:olive top:sea ground:teal",
)
MEN = (
    "hair:black short beard skin:tan top:navy ground:sky",
    "hair:brown side stubble skin:pale top:moss ground:leaf",
    "turban:navy hair:black beard skin:brown top:sand ground:gold",
    "hair:grey receding glasses skin:porcelain top:clay ground:clay",
    "topi:white hair:black beard skin:olive top:cream ground:teal",
    "hair:black crop skin:dark grin top:mustard ground:gold",
    "hair:blonde short skin:porcelain top:denim ground:sky",
    "bald hair:white moustache skin:rose top:charcoal ground:sand",
    "hair:darkbrown curly stubble skin:olive top:rust ground:clay",
    "hair:silver side glasses:square skin:brown top:teal ground:teal",
    "turban:rust hair:white beard glasses skin:tan top:white ground:clay",
    "hair:ginger crop beard glasses skin:porcelain freckles top:sea ground:teal",
    "hair:black short moustache skin:brown top:lilac ground:plum",
    "hair:grey receding beard skin:rose top:leaf ground:leaf",
)
CHILDREN = (
    "child hair:black crop skin:tan top:sky ground:sky",
    "child hair:fair bob skin:porcelain top:rose ground:rose",
    "child hair:darkbrown curly skin:brown grin top:mustard ground:gold",
    "child hair:ginger side freckles skin:porcelain top:leaf ground:leaf",
    "child hair:black ponytail skin:olive top:berry ground:plum",
    "child hair:black braids skin:deep top:teal ground:teal",
    "baby hair:darkbrown skin:olive top:cream ground:sand",
    "baby hair:fair skin:porcelain top:sky ground:sky",
)
EVERYBODY = WOMEN + MEN + CHILDREN


def recipe_for(n: int, among: tuple[str, ...] = WOMEN + MEN) -> str:
    """The nth face for an invented person; neighbours differ. `among`: WOMEN, MEN, CHILDREN."""
    return among[n % len(among)]
