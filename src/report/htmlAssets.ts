/** Style and script of the `html` page, inlined as they stand: their hashes are in the page's content policy. */

export const STYLE = `:root { color-scheme: light dark; --ink: #1f2328; --dim: #656d76; --paper: #ffffff; --card: #f6f8fa; --edge: #d0d7de;
  --error: #cf222e; --warning: #9a6700; --note: #0969da; --mark: #fff1a8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --dim: #8d96a0; --paper: #0d1117; --card: #161b22; --edge: #30363d;
  --error: #ff7b72; --warning: #d29922; --note: #58a6ff; --mark: #5c4a00; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 72rem; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; display: inline; } h3 { font-size: 1rem; margin: 1rem 0 .5rem; }
header p { margin: .25rem 0; } a { color: var(--note); }
code, pre, .at, .rule { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .85rem; }
.dim, .no, .rule, .at { color: var(--dim); }
table { border-collapse: collapse; margin: 1rem 0; } th, td { text-align: left; padding: .25rem .75rem; border-bottom: 1px solid var(--edge); }
th { font-weight: 600; } tbody th { font-weight: 400; } .number { text-align: right; font-variant-numeric: tabular-nums; }
.subsystem { margin: 1.25rem 0; border-top: 1px solid var(--edge); padding-top: .75rem; } summary { cursor: pointer; }
.finding { background: var(--card); border: 1px solid var(--edge); border-radius: 6px; margin: .5rem 0; padding: .5rem .75rem; }
.finding .head { margin: 0; } .finding .rule { float: right; margin-left: 1rem; }
.level { font-weight: 600; } .error { color: var(--error); } .warning { color: var(--warning); } .note { color: var(--note); }
/* Numbers stand beside the text, so that tabs are counted from where the line starts. */
pre { position: relative; overflow-x: auto; margin: .5rem 0; padding-left: 5em; tab-size: 8; line-height: 1.45; }
.no { position: absolute; left: 0; width: 4em; text-align: right; user-select: none; }
mark { background: var(--mark); color: inherit; border-radius: 2px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .75rem; margin: .25rem 0 0; font-size: .9rem; }
dt { color: var(--dim); } dd { margin: 0; } dd ul, dd ol { margin: 0; padding-left: 1.1rem; }
.path { padding-left: 1.6rem; } .path li::marker { color: var(--dim); font-variant-numeric: tabular-nums; } .path pre { margin: .1rem 0 .35rem; }
.path .acquire::marker { color: var(--note); font-weight: 600; } .finding .path li:last-child::marker { color: var(--error); font-weight: 600; }
#filter { position: sticky; top: 0; background: var(--paper); border-bottom: 1px solid var(--edge); padding: .5rem 0; display: flex; gap: 1rem; flex-wrap: wrap; }
#filter[hidden], .finding[hidden], .file[hidden], .subsystem[hidden] { display: none; }
#words { flex: 1 1 16rem; font: inherit; padding: .25rem .5rem; }
@media print { #filter { display: none; } }`;

export const SCRIPT = `(() => {
  const form = document.getElementById('filter');
  if (!form) return;
  form.hidden = false;
  const findings = [...document.querySelectorAll('.finding')];
  const update = () => {
    const words = document.getElementById('words').value.toLowerCase().split(/\\s+/).filter(Boolean);
    const levels = new Set([...form.querySelectorAll('[name=level]:checked')].map((box) => box.value));
    let shown = 0;
    for (const f of findings) {
      f.hidden = !levels.has(f.dataset.level) || !words.every((w) => f.dataset.text.includes(w));
      if (!f.hidden) shown++;
    }
    for (const group of document.querySelectorAll('.file, .subsystem')) group.hidden = !group.querySelector('.finding:not([hidden])');
    document.getElementById('shown').value = shown + ' of ' + findings.length;
  };
  form.addEventListener('input', update);
  form.addEventListener('submit', (event) => event.preventDefault());
  update();
})();`;
