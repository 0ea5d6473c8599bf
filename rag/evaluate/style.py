"""The style of an HTML report. Colours of series: Okabe and Ito's, which colour-blind people tell apart; each series
has its own way to break a line too, for paper without colour."""

from __future__ import annotations

STYLE = """
:root { --ink: #1d2125; --soft: #5b646d; --paper: #fff; --rule: #d8dde2; --tint: #f4f6f8; --warn: #fff4d6;
  --c0: #0072b2; --c1: #d55e00; --c2: #009e73; --c3: #a84f8b; --c4: #a87400; --c5: #2a7fb0; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ec; --soft: #a3adb6; --paper: #15181b; --rule: #3a4249; --tint: #1f2429; --warn: #3a3115;
    --c0: #56b4e9; --c1: #f0894a; --c2: #2cc79b; --c3: #e59cc8; --c4: #f0c040; --c5: #9bd3f5; } }
@media print {
  :root { --ink: #000; --soft: #444; --paper: #fff; --rule: #bbb; --tint: #fff; --warn: #fff;
    --c0: #0072b2; --c1: #d55e00; --c2: #009e73; --c3: #a84f8b; --c4: #a87400; --c5: #2a7fb0; }
  details::details-content { content-visibility: visible; block-size: auto; }
  table, figure, .miss { break-inside: avoid; } .scroll { overflow: visible; } }
body { margin: 0 auto; max-width: 70rem; padding: 1.5rem; color: var(--ink); background: var(--paper);
  font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; } h3 { font-size: 1rem; }
p, dd { overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: fit-content(40%) minmax(0, 1fr); gap: .2rem 1rem; margin: .5rem 0; }
dt { color: var(--soft); } dd { margin: 0; }
.notices { background: var(--warn); border: 1px solid var(--rule); border-radius: .4rem; padding: .1rem 1rem; }
.scroll { overflow-x: auto; margin: .8rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .7rem; border-bottom: 1px solid var(--rule); text-align: right; white-space: nowrap; }
th { color: var(--soft); font-weight: 600; } th:first-child, td:first-child { text-align: left; }
.wide th, .wide td { text-align: left; white-space: normal; overflow-wrap: anywhere; }
.plots { display: flex; flex-wrap: wrap; gap: 1rem 2rem; } figure { margin: 0; flex: 1 1 20rem; max-width: 28rem; }
figcaption { font-weight: 600; } .plot { width: 100%; height: auto; }
.grid { stroke: var(--rule); } .diagonal { stroke: var(--soft); stroke-dasharray: 2 4; }
.tick, .axis { fill: var(--soft); font-size: 12px; } .axis { fill: var(--ink); }
.line { fill: none; stroke-width: 2; }
.c0 { stroke: var(--c0); } .c1 { stroke: var(--c1); stroke-dasharray: 7 3; }
.c2 { stroke: var(--c2); stroke-dasharray: 2 2; } .c3 { stroke: var(--c3); stroke-dasharray: 9 3 2 3; }
.c4 { stroke: var(--c4); stroke-dasharray: 4 4; } .c5 { stroke: var(--c5); stroke-dasharray: 12 4; }
.dot { fill: var(--paper); stroke-width: 2; stroke-dasharray: none; }
.miss { border: 1px solid var(--rule); border-radius: .4rem; padding: .3rem .8rem; margin: .4rem 0; }
.miss[open] { background: var(--tint); } summary { cursor: pointer; overflow-wrap: anywhere; }
.tag { border: 1px solid var(--rule); border-radius: 1rem; padding: 0 .6rem; font-size: .8rem; color: var(--soft);
  margin-left: .3rem; }
.why { color: var(--soft); font-size: .85rem; } li { margin: .3rem 0; overflow-wrap: anywhere; }
""".strip()
