"""Letters and digits of other scripts that are drawn like an ASCII letter or digit.

Taken from confusables.txt of Unicode Technical Standard 39, Unicode Security Mechanisms, by way of the package
confusable-homoglyphs 3.3.1. Copyright 1991-present Unicode, Inc.; Unicode License v3 (Unicode-3.0),
https://www.unicode.org/license.txt. Left out is what NFKD and case folding bring to ASCII by themselves.
i, l and 1 count as one letter here, so do o and 0.
"""

DRAWN_LIKE = {
    "2": "\u01a7\u01bb\u03e8\u14bf\ua644\ua6ef\ua75a",
    "3": "\u01b7\u021c\u0417\u0498\u04e0\u2ccc\ua76a\ua7ab\U000118ca\U00016f3b\U0001d206",
    "4": "\u13ce\U000118af",
    "5": "\u01bc\U000118bb",
    "6": "\u0431\u13ee\u2cd2\U000118d5",
    "7": "\U000104d2\U000118c6\U0001d212",
    "8": "\u0223\u09ea\u0a6a\u0b03\U0001031a",
    "9": "\u09ed\u0a67\u0b68\u0d6d\u2cca\ua76e\U000118cc\U000118d6",
    "a": "\u0251\u03b1\u0430\u13aa\u15c5\u2376\u237a\ua4ee\U000102a0\U00016f40",
    "b": (
        "\u0180\u0183\u0184\u0253\u0392\u0411\u0412\u042c\u0463\u048d\u13cf\u13f4\u1472\u1473\u15af\u15f7"
        "\ua4d0\ua7b4\U00010282\U000102a1\U00010301"
    ),
    "c": (
        "\u00a2\u023c\u03f2\u03f9\u0441\u04ab\u13df\u1d04\u20a1\u2ca5\ua4da\U000102a2\U00010302\U0001043d"
        "\U0001051c\U000118e9\U000118f2\U0001f74c"
    ),
    "d": "\u00d0\u0111\u018c\u0256\u0257\u0501\u13a0\u13e7\u146f\u15de\u15ea\u20ab\ua4d2\ua4d3",
    "e": "\u0247\u0395\u0435\u04bd\u04bf\u13ac\u212e\u22ff\u2d39\ua4f0\uab32\U00010286\U000118a6\U000118ae",
    "f": (
        "\u017f\u0192\u03dc\u0584\u15b4\u1d6e\u1e9d\ua4dd\ua799\uab35\U00010287\U000102a5\U00010525\U000118c2\U0001d213"
    ),
    "g": "\u018d\u01e5\u0260\u0261\u050c\u0581\u13c0\u13f3\u1d83\ua4d6",
    "h": (
        "\u0127\u0266\u0397\u041d\u045b\u04a2\u04bb\u04c7\u04c9\u0570\u13bb\u13c2\u13f2\u157c\u2c67\u2c8e"
        "\ua4e7\ua695\U000102cf"
    ),
    "i": (
        "\u0131\u0142\u019a\u01c0\u0268\u0269\u026a\u026b\u026d\u02db\u037a\u03b9\u0456\u04cf\u06f1\u13a5"
        "\u13de\u14aa\u16c1\u1d7b\u1d7c\u2223\u2373\u2378\u23fd\u2c92\u2cd0\u2d4f\ua4e1\ua4f2\ua647\uffe8"
        "\U0001028a\U00010309\U00010320\U0001041b\U00010526\U000118b2\U000118c3\U00016f16\U00016f28"
        "\U0001d22a"
    ),
    "j": "\u0249\u03f3\u0458\u13ab\u148d\ua4d9\ua7b2",
    "k": "\u0199\u039a\u041a\u049a\u049e\u13e6\u16d5\u20ad\u2c69\u2c94\ua4d7\ua740\U00010518",
    "m": "\u039c\u03fa\u041c\u04cd\u13b7\u15f0\u16d6\u2c98\ua4df\U000102b0\U00010311",
    "n": "\u019d\u019e\u0273\u039d\u03b7\u0578\u057c\u1d70\u2c9a\ua4e0\U0001018e\U00010513",
    "o": (
        "\u00f8\u0275\u03b8\u03bf\u03c3\u043e\u0473\u04e9\u0585\u06f5\u0966\u09e6\u0a66\u0ae6\u0b20\u0b66"
        "\u0be6\u0c02\u0c66\u0c82\u0ce6\u0d02\u0d20\u0d66\u0d82\u0e50\u0ed0\u101d\u1040\u10ff\u12d0\u13be"
        "\u13eb\u1d0f\u1d11\u2296\u229d\u236c\u2c9f\u2d31\u2d41\u2d54\u3007\ua4f3\ua74b\uab3d\uab3e\uab74"
        "\U00010292\U000102ab\U0001042c\U000104ea\U00010516\U000114d0\U000118b5\U000118c8\U000118d7"
        "\U000118e0\U0001d21a\U0001f714"
    ),
    "p": "\u01a5\u03c1\u0440\u13e2\u146d\u1d7d\u2374\u2ca3\ua4d1\U00010295",
    "q": "\u02a0\u051b\u0563\u0566\u2d55",
    "r": (
        "\u01a6\u024d\u027c\u027d\u0433\u0493\u13a1\u13d2\u1587\u1d26\u1d72\u2c85\ua4e3\uab47\uab48\uab81"
        "\U000104b4\U00016f35\U0001d216"
    ),
    "s": "\u01bd\u0282\u0455\u054f\u13d5\u13da\u1d74\ua4e2\ua731\U00010296\U00010448\U000118c1\U00016f3a",
    "t": (
        "\u0167\u01ad\u01ae\u023e\u03a4\u0422\u04ac\u13a2\u1d75\u20ae\u22a4\u2361\u27d9\u2ca6\ua4d4"
        "\U00010297\U000102b1\U00010315\U000118bc\U00016f0a\U0001f768"
    ),
    "u": (
        "\u0244\u028b\u03c5\u057d\u1200\u13cc\u144c\u1d1c\u1d7e\u222a\u22c3\ua4f4\ua79f\uab4e\uab52"
        "\U000104f6\U000118d8\U00016f42"
    ),
    "v": (
        "\u03bd\u0475\u06f7\u13d9\u142f\u1d20\u2228\u22c1\u2d38\ua4e6\ua6df\U00010197\U0001051d\U00011706"
        "\U000118c0\U00016f08\U0001d20d\U0001f708"
    ),
    "w": (
        "\u026f\u0461\u047d\u051d\u0561\u13b3\u13d4\u1d21\u20a9\ua4ea\ua761\U000114c5\U0001170a\U0001170e"
        "\U0001170f\U000118e6\U000118ef"
    ),
    "x": (
        "\u00d7\u03a7\u0445\u04b2\u1541\u157d\u166d\u166e\u16b7\u2573\u292b\u292c\u2a2f\u2a30\u2cac\u2d5d"
        "\ua4eb\ua7b3\U00010196\U00010290\U000102b4\U00010317\U00010322\U00010527\U000118ec"
    ),
    "y": (
        "\u00a5\u01b4\u024f\u0263\u028f\u03a5\u03b3\u0443\u04af\u04b1\u10e7\u13a9\u13bd\u1d8c\u1eff\u2ca8"
        "\ua4ec\uab5a\U000102b2\U000118a4\U000118dc\U00016f43"
    ),
    "z": "\u01b6\u0225\u0290\u0396\u13c3\u1d22\u1d76\ua4dc\U000102f5\U000118a9\U000118c4\U000118e5",
}
