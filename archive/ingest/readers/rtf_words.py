"""Words of control of rich texts as the specification lists them (RTF 1.9.1)."""

from __future__ import annotations

SIGNS = {
    "line": "\n",
    "lbr": "\n",
    "column": " ",
    "tab": " ",
    "emdash": "—",
    "endash": "–",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
}
ESCAPED = {"~": "\xa0", "_": "-", "{": "{", "}": "}", "\\": "\\", "\t": " "}
# Destinations whose text is not that of the document, or says it a second time for old programs.
NOT_SHOWN = frozenset(
    """
    aftncn aftnsep aftnsepc annotation atnauthor atndate atnicn atnid atnparent atnref atntime atrfend
    atrfstart author background bkmkend bkmkstart blipuid buptim category colorschememapping colortbl comment
    company creatim datafield datastore defchp defpap do docvar ebcend ebcstart factoidname falt fchars
    ffdeftext ffentrymcr ffexitmcr ffformat ffhelptext ffl ffname ffstattext file filetbl fldinst fldtype
    fontemb fontfile formfield ftncn ftnsep ftnsepc generator gridtbl hl hlfr hlinkbase hlloc hlsrc hsv
    keycode keywords latentstyles lchars levelnumbers leveltext lfolevel linkval list listlevel listname
    listoverride listoverridetable listpicture liststylename listtable lsdlockedexcept mailmerge manager
    mmathPr nonesttables nonshppict objalias objclass objdata object objname objsect objtime oldcprops
    oldpprops oldsprops oldtprops oleclsid operator panose passwordhash password pgp pgptbl picprop pict pn
    pnseclvl pntxta pntxtb printim private propname protend protstart protusertbl pxe revtbl revtim rsidtbl
    rxe shp shpgrp shpinst shprslt shppict sn sp staticval subject sv svb tc tcn template themedata title txe
    upr userprops wgrffmtfilter windowcaption writereservation writereservhash xe xform xmlattr xmlattrname
    xmlattrvalue xmlname xmlnstbl xmlopen
    """.split()  # noqa: SIM905
)
# Encodings of fonts, by the number of their character set.
CHARSETS = {
    0: "cp1252",
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gbk",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
CODE_PAGES = {10000: "mac_roman", 65001: "utf-8", 936: "gbk", 1361: "johab"}
# Destinations that are read apart, and what ends with each.
BOXES = {
    "footnote": "footnote",
    "shptxt": "box",
    "dptxbxtext": "box",
    **{f"{name}{side}": "around" for name in ("header", "footer") for side in ("", "l", "r", "f")},
}
# Destinations behind \\* whose text is shown, or is led on by a word in them.
STARRED = frozenset({"shpinst", "ud", "shppict", "pn", "listtext", "pntext", "do", "nesttableprops"})
