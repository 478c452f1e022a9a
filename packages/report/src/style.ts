/** The page's only style: no font, image or script comes from anywhere. */
export const style = `
:root { color-scheme: light dark; --ink: #1b1b1b; --faint: #5c5c5c; --line: #c9c9c9; --grid: #e4e4e4; --paper: #ffffff; --panel: #f6f6f4;
  --none: #4d4d4d; --c1: #0072b2; --c2: #c24e00; --c3: #00795a; --c4: #a8487f; --c5: #8a6100; --fail: #b8400e; --some: #d98a1f; --ok: #4f9ac4; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #ececec; --faint: #b0b0b0; --line: #5a5a5a; --grid: #363636; --paper: #161616; --panel: #202022;
  --none: #c0c0c0; --c1: #56b4e9; --c2: #ff8c42; --c3: #33c79a; --c4: #e79ac6; --c5: #e6b422; --fail: #ff7a45; --some: #f0b048; --ok: #4a86a8; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 1080px; padding: 1.2rem 1rem 4rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .4rem; }
h2 { font-size: 1.3rem; margin: 2.6rem 0 .6rem; padding-top: .5rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.02rem; margin: 1.6rem 0 .4rem; }
p { margin: .5rem 0; max-width: 46rem; }
a { color: var(--c1); }
small, .note, .times, .subtitle { color: var(--faint); }
small { font-size: .82em; font-weight: 400; } .figure { white-space: nowrap; }
.multiples { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 0 2rem; } .multiples figure { min-width: 0; }
code { font: .86em ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
.subtitle { max-width: none; }
nav { font-size: .9rem; margin: .8rem 0; } nav a { margin-right: .9rem; white-space: nowrap; }
.warning { border: 2px solid var(--fail); padding: .5rem .8rem; max-width: none; }
.answers, .words { padding-left: 0; list-style: none; max-width: 52rem; }
.words li { margin: .35rem 0; }
.verdict { border-left: 5px solid var(--line); background: var(--panel); padding: .55rem .8rem; margin: .6rem 0; }
.verdict.better { border-left-color: var(--c1); } .verdict.worse { border-left-color: var(--fail); border-left-style: double; }
.verdict.inconclusive { border-left-style: dashed; border-left-color: var(--none); }
.tag { font-weight: 700; } .pair { color: var(--faint); }
table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .28rem .7rem .28rem 0; }
thead th { font-weight: 600; color: var(--faint); border-bottom: 1px solid var(--line); vertical-align: bottom; }
tbody th { font-weight: 600; }
.figures td, .figures th, .trials td { border-bottom: 1px solid var(--grid); }
.figures, .trials { min-width: 100%; } .trials { font-size: .82rem; } .trials td { white-space: nowrap; } .trials td:last-child { white-space: normal; min-width: 9rem; }
.figures tbody th { max-width: 17rem; }
.scroll { overflow-x: auto; }
.plain, .evidence { margin: 0; padding: 0; list-style: none; } .evidence li { margin: .15rem 0; }
.forest { width: 100%; table-layout: fixed; } .forest .chart { width: 42%; padding-right: .4rem; } .forest th:first-child { width: 24%; } .forest .group { padding-top: .9rem; color: var(--faint); font-weight: 600; }
.forest td, .forest tbody th { vertical-align: middle; }
.arm { white-space: nowrap; } .arm svg { vertical-align: -2px; margin-right: .35rem; }
figure { margin: 1.4rem 0 2rem; } figcaption { margin-bottom: .2rem; }
.plot { padding: 30px 14px 0 46px; max-width: 860px; }
.legend { margin: .3rem 0 0; } .legend .sample { margin-right: .4rem; vertical-align: 2px; }
svg { display: block; overflow: visible; } .arm svg, .sample, .key svg { display: inline-block; }
svg text { fill: var(--ink); font-size: 12px; } .interval text, .strip-axis text, .axis-label, .horizon-label { fill: var(--faint); }
.arm-label { font-weight: 600; }
.grid { stroke: var(--grid); } .axis { stroke: var(--faint); } .zero { stroke: var(--ink); } .horizon { stroke: var(--faint); stroke-dasharray: 2 3; } .watch-end { stroke: var(--faint); stroke-dasharray: 1 3; }
.curve { fill: none; stroke-width: 2; } .band { stroke: none; opacity: .15; } .reach { stroke-width: 2; } .bounds { stroke: var(--faint); stroke-width: 1.5; opacity: .8; }
.sign { stroke: var(--paper); stroke-width: 1; } .censored { fill: none; stroke-width: 1.6; }
.arm-none.curve, .arm-none.reach, .arm-none.censored { stroke: var(--none); } .arm-none.band, .arm-none.sign { fill: var(--none); }
${[1, 2, 3, 4, 5].map((n) => `.arm-${n}.curve, .arm-${n}.reach, .arm-${n}.censored { stroke: var(--c${n}); } .arm-${n}.band, .arm-${n}.sign { fill: var(--c${n}); }`).join("\n")}
.strip .ok, .key .ok { fill: var(--ok); } .strip .some, .key .some { fill: var(--some); } .strip .failed, .key .failed { fill: var(--fail); }
.mark { stroke: var(--ink); opacity: .75; } .mark-sign { fill: var(--ink); stroke: var(--paper); } .mark-sign.detected, .mark-sign.recovered { fill: var(--paper); stroke: var(--ink); stroke-width: 1.8; }
.trial { margin: .7rem 0 .3rem; } .caption { margin: 0 0 .1rem; font-size: .86rem; max-width: none; } .outcome { font-weight: 600; } .not-valid { font-style: italic; }
.key { font-size: .84rem; } .key span { margin-right: 1rem; white-space: nowrap; } .key svg { vertical-align: -2px; margin-right: .3rem; }
.strips { padding: 0 8px; }
details { font-size: .84rem; } summary { cursor: pointer; color: var(--faint); } .agent { overflow-wrap: anywhere; }
dt { font-weight: 600; margin-top: .6rem; } dd { margin: 0; max-width: 46rem; }
@media (max-width: 640px) {
  body { font-size: 15px; padding: .8rem .7rem 3rem; }
  .forest, .forest thead, .forest tbody, .forest tr, .forest td, .forest th { display: block; width: auto; }
  .forest thead th:not(.chart) { display: none; } .forest .chart { width: 100%; padding: 0 6px; }
  .forest th:first-child { width: auto; } .legend { font-size: .78rem; } .legend th, .legend td { padding-right: .4rem; } .legend .sample { display: none; }
  .forest tr { padding: .3rem 0; } .forest td, .forest tbody th { padding: .05rem 0; } .forest tbody td:not(.chart) { display: inline-block; margin-right: .8rem; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; } nav, details:not([open]) { display: none; } a { color: inherit; text-decoration: none; }
  .scroll { overflow: visible; } .trials { font-size: 6.6pt; } .figures { font-size: 8pt; } .trials td, .trials th, .figures td, .figures th { padding-right: .3rem; } .trials td { white-space: normal; }
  .multiples { grid-template-columns: 1fr 1fr; gap: 0 1rem; } .forest { font-size: 8.5pt; } .legend { font-size: 7.5pt; } .legend th, .legend td { padding-right: .35rem; }
  figure, .trial, tr, .verdict, p, li { break-inside: avoid; } #recover > p, #detect > p, .key { break-after: avoid; } h2, h3, figcaption { break-after: avoid; } thead { display: table-header-group; }
  .band, .sign, rect, .verdict { -webkit-print-color-adjust: exact; print-color-adjust: exact; } .verdict { background: none; border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); }
  @page { margin: 14mm; }
}
`;
