/** The style sheet of a page. */

import { type ThemeName, themes } from '../figures/paints.ts';

function variables(theme: ThemeName): string {
  return Object.entries(themes[theme])
    .map(([name, color]) => `--${name}:${color}`)
    .join(';');
}

export const style = `
:root{color-scheme:light dark;${variables('light')}}
@media (prefers-color-scheme:dark){:root{${variables('dark')}}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,sans-serif;font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%}
main,footer{max-width:62rem;margin:0 auto;padding:0 1.5rem}
main{padding-top:2.5rem}
h1,h2,h3,p,dl,figure,table{margin:0}
h1{font-size:clamp(1.6rem,1.1rem + 2.2vw,2.5rem);line-height:1.15;letter-spacing:-.015em;text-wrap:balance;max-width:46rem;overflow-wrap:anywhere}
h1+.lead{margin-top:1rem}
h2{font-size:1.3rem;line-height:1.3;letter-spacing:-.01em}
h3{font-size:1rem}
.what{color:var(--soft);margin-bottom:.6rem;overflow-wrap:anywhere}
.lead{font-size:1.1rem;max-width:44rem;text-wrap:pretty;overflow-wrap:anywhere}
.lead p+p{margin-top:.5rem}
.note{color:var(--soft);font-size:.925rem;max-width:44rem;margin:.15rem 0 .9rem}
section{margin-top:3.25rem}
.baseline{color:var(--baseline)}.batchnorm{color:var(--batchnorm)}.third{color:var(--third)}.fourth{color:var(--fourth)}
.key{display:grid;grid-template-columns:repeat(auto-fit,minmax(13.5rem,1fr));border:1px solid var(--line);border-radius:10px;overflow:hidden}
.key:has(>:only-child){width:fit-content}
.above{margin:1.75rem 0 .5rem}
.key>div{padding:.9rem 1rem .6rem;box-shadow:-1px -1px 0 var(--line)}
.key dt{color:var(--soft);font-size:.875rem}
.key dd{margin:0}
.key .big{font-size:1.5rem;font-weight:650;line-height:1.3;letter-spacing:-.01em}
.key .small{color:var(--soft);font-size:.875rem;margin-bottom:.35rem}
svg{display:block;max-width:100%;height:auto}
figure{overflow:hidden}
.narrow{display:none}
.axes{border:0;padding:0;margin:0 0 .75rem;display:flex;align-items:center;flex-wrap:wrap;gap:.4rem}
.axes legend{float:left;padding:0;margin-right:.5rem;color:var(--soft);font-size:.925rem}
.axes input{position:absolute;opacity:0;width:1px;height:1px}
.axes label{padding:.25rem .8rem;border:1px solid var(--line);border-radius:99px;font-size:.925rem;cursor:pointer}
.axes input:checked+label{background:var(--ink);border-color:var(--ink);color:var(--paper)}
.reading{margin-top:.15rem}
.reading input{display:block;margin:0;width:100%;height:1.5rem;accent-color:var(--soft);cursor:ew-resize}
.reading p{color:var(--soft);font-size:.925rem;margin:.1rem 0 0 .15rem;min-height:1.55em}
.cursor{pointer-events:none;stroke:var(--soft)}
.cursor circle{stroke:var(--paper);stroke-width:1.5}
.broad svg,.narrow svg{touch-action:pan-y}
.buttons{margin:.5rem 0 0;color:var(--soft);font-size:.925rem}
button{font:inherit;font-size:.875rem;color:var(--ink);background:none;border:1px solid var(--line);border-radius:6px;padding:.25rem .7rem;margin-right:.7rem;cursor:pointer}
button:hover{border-color:var(--soft)}
.axes input:focus-visible+label,button:focus-visible,.reading input:focus-visible,summary:focus-visible,.wide:focus-visible,pre:focus-visible{outline:2px solid var(--batchnorm);outline-offset:2px}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));gap:2rem 2.5rem}
.maps{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr));gap:1.5rem 2rem}
.scale{display:flex;align-items:center;gap:.5rem;color:var(--soft);font-size:.85rem;padding-left:50px}
.scale span{flex:1;height:.6rem;background:linear-gradient(to right,var(--paper),currentColor);print-color-adjust:exact;forced-color-adjust:none}
.scale span:not(:last-child){background:linear-gradient(to left,var(--paper),currentColor);margin-right:-.5rem}
.panels{display:flex;flex-wrap:wrap;gap:.5rem 1rem;margin:.5rem 0 1.25rem}
.panels figcaption{color:var(--soft);font-size:.85rem;padding-left:34px}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.925rem}
caption{text-align:left}
th{font-weight:500;color:var(--soft);text-align:right;vertical-align:bottom;padding:.3rem .75rem .4rem 0;border-bottom:1px solid var(--line);line-height:1.3}
td,tbody th{text-align:right;padding:.32rem .75rem .32rem 0;border-bottom:1px solid var(--line);white-space:nowrap;color:inherit}
th:first-child,td:first-child{text-align:left}
tbody th{font-weight:600;vertical-align:baseline}
.sentences th,.sentences td{text-align:left;vertical-align:baseline;white-space:normal;overflow-wrap:anywhere;width:50%}
th:last-child,td:last-child{padding-right:0}
details{margin-top:1rem}
summary{cursor:pointer;color:var(--soft);width:fit-content}
details[open] summary{margin-bottom:.75rem}
.full{font-size:1rem;margin-top:.5rem}
.facts{margin-top:.6rem;display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1.5rem}
.facts dt{color:var(--soft)}
.facts dd{margin:0;overflow-wrap:anywhere;min-width:0}
.warning{border-left:3px solid var(--baseline);padding:.1rem 0 .1rem .8rem;margin:.5rem 0;overflow-wrap:anywhere}
ul{list-style:none;margin:0;padding:0}
h3{margin:1.75rem 0 .5rem}
.pair h3,.maps h3{margin:0 0 .35rem}
pre{margin:0;padding:.9rem 1rem;border:1px solid var(--line);border-radius:8px;overflow-x:auto;font:.9rem/1.5 ui-monospace,Menlo,Consolas,monospace}
footer{color:var(--soft);font-size:.9rem;margin-top:3.5rem;padding-bottom:2.5rem}
.group+.group{margin-top:5rem;padding-top:3rem;border-top:1px solid var(--line)}
.several{margin-top:3.5rem}
.several .title{font-size:1.7rem}
.title+.lead{margin-top:.6rem}
.title{text-wrap:balance}
@supports selector(:has(*)){
.switch>[data-axis]{display:none}
.switch:has([value=step]:checked)>[data-axis=step],.switch:has([value=epoch]:checked)>[data-axis=epoch],.switch:has([value=seconds]:checked)>[data-axis=seconds]{display:block}
}
@supports not selector(:has(*)){.axes{display:none}}
@media (forced-colors:active){.axes input:checked+label{forced-color-adjust:none;background:Highlight;border-color:Highlight;color:HighlightText}}
@media (max-width:40rem){
main,footer{padding-left:1.1rem;padding-right:1.1rem}
main{padding-top:1.5rem}
section{margin-top:2.5rem}
.broad{display:none}
.narrow,.narrow[hidden]{display:block}
.lead{font-size:1.02rem}
.key{grid-template-columns:1fr}
.facts{grid-template-columns:1fr;gap:0}
.facts dd{margin-bottom:.6rem}
.reading p{min-height:3.1em}
button{padding:.45rem .8rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere}
}
@media print{
:root{color-scheme:light;${variables('light')}}
@page{margin:16mm 14mm}
body{font-size:10pt}
main,footer{max-width:none;padding:0}
main{padding-top:0}
section{margin-top:1.6rem}
.axes,.reading,.buttons,.cursor{display:none}
figure,.key,tr,.facts,.warning,pre{break-inside:avoid}
h2,h3,.note{break-after:avoid}
pre{white-space:pre-wrap;overflow-wrap:anywhere}
.wide{overflow:visible}
table{font-size:8.5pt}
td,tbody th{padding-top:.12rem;padding-bottom:.12rem}
details:not([open]){display:none}
.key{grid-template-columns:repeat(4,1fr)}
.key .big{font-size:1.15rem}
footer{margin-top:1.5rem}
}
`.trim();
