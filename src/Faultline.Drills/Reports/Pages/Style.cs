namespace Faultline.Drills.Reports.Pages;

/// <summary>
/// How pages look, and the little that moves. Neither may hold an ampersand or an angle bracket: a page is XML too,
/// where those would be escaped, and a browser would not undo it here.
/// </summary>
internal static class Style
{
    public const string Sheet = """
        :root { color-scheme: light dark;
          --back: #fcfcfa; --card: #ffffff; --ink: #1d2329; --soft: #59636e; --rule: #d9dde1; --link: #0a58a8;
          --good: #12703f; --goodback: #e2f3e8; --bad: #b3261e; --badback: #fbe9e7; --warn: #8a5300;
          --warnback: #fdf1dc;
          --all: #0a58a8; --p50: #12703f; --p99: #a3480b; --even: #f3f5f7; --odd: #e9edf1;
          --z0: #0a58a8; --z1: #a3480b; --z2: #12703f; --z3: #8b2c8f; --z4: #6b5a00; --z5: #b0245e;
          --detect: #c9dcf2; --decide: #d9cdeb; --execute: #fbdcc0; --recover: #cfe9d6; --rest: #e3e5e8;
          --partink: #1d2329; }
        @media (prefers-color-scheme: dark) { :root {
          --back: #14181c; --card: #1b2026; --ink: #e6e9ec; --soft: #a3adb8; --rule: #343c45; --link: #7db8f5;
          --good: #6fd39b; --goodback: #163526; --bad: #ff9a91; --badback: #42201d; --warn: #f2c078;
          --warnback: #3b2c12;
          --all: #7db8f5; --p50: #6fd39b; --p99: #f5a66b; --even: #1f252b; --odd: #262d35;
          --z0: #7db8f5; --z1: #f5a66b; --z2: #6fd39b; --z3: #dd9be0; --z4: #dccb6a; --z5: #f792b8;
          --detect: #27476b; --decide: #46376a; --execute: #6b3f1d; --recover: #1f5135; --rest: #3a424b;
          --partink: #f2f4f6; } }
        * { box-sizing: border-box; }
        html { font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif;
          background: var(--back);
          color: var(--ink); }
        body { max-width: 66rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
        h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .3rem; overflow-wrap: anywhere; }
        h2 { font-size: 1.3rem; margin: 2.6rem 0 .8rem; padding-bottom: .3rem; border-bottom: 1px solid var(--rule); }
        h3 { font-size: 1.06rem; margin: 1.6rem 0 .5rem; } h4 { font-size: .95rem; margin: 1rem 0 .2rem;
          font-weight: 600; }
        p, li { max-width: 50rem; overflow-wrap: anywhere; } a { color: var(--link); } .soft { color: var(--soft); }
        .verdict { max-width: none; border-radius: .5rem; padding: 1rem 1.2rem; margin: 1.2rem 0;
          border-left: .4rem solid; }
        .verdict strong { font-size: 1.25rem; letter-spacing: .04em; margin-right: .6rem; }
        .passed { background: var(--goodback); border-color: var(--good); } .passed strong { color: var(--good); }
        .failed, .broken { background: var(--badback); border-color: var(--bad); }
        .failed strong, .broken strong { color: var(--bad); }
        .good { color: var(--good); } .bad { color: var(--bad); } td.good, td.bad { font-weight: 600; }
        dl.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: .7rem;
          margin: .8rem 0; }
        dl.facts div { background: var(--card); border: 1px solid var(--rule); border-radius: .4rem;
          padding: .5rem .8rem; }
        dt { color: var(--soft); font-size: .82rem; }
        dd { margin: 0; font-weight: 600; font-size: .95rem; overflow-wrap: anywhere; }
        .scroll { overflow-x: auto; margin: .8rem 0; }
        table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
        caption { text-align: left; color: var(--soft); font-size: .85rem; padding: .2rem 0; }
        th, td { text-align: left; vertical-align: top; padding: .35rem .7rem .35rem 0;
          border-bottom: 1px solid var(--rule); }
        tbody th { font-weight: 500; white-space: nowrap; } thead th { color: var(--soft); font-weight: 600; }
        code, pre { font: .85em/1.5 ui-monospace, "SFMono-Regular", Menlo, "DejaVu Sans Mono", monospace;
          overflow-wrap: anywhere; }
        pre { background: var(--card); border: 1px solid var(--rule); border-radius: .4rem; padding: .7rem .9rem;
          white-space: pre-wrap; }
        time { border-bottom: 1px dotted var(--soft); white-space: nowrap; cursor: help; }
        .kind { display: inline-block; border-radius: .8rem; padding: 0 .6rem; font-size: .8rem; background: var(--odd);
          white-space: nowrap; }
        .kind.struck, .kind.first-error, .kind.failed { background: var(--badback); color: var(--bad); }
        .kind.recovered, .kind.executed { background: var(--goodback); color: var(--good); }
        .kind.detected, .kind.decided, .kind.step,
        .kind.fault-ended, .kind.fault-over { background: var(--warnback); color: var(--warn); }
        .finding { border-left: .3rem solid var(--soft); padding: .1rem 0 .1rem .9rem; margin: 1rem 0; }
        .finding.failure { border-color: var(--bad); } .finding.weakness { border-color: var(--warn); }
        .finding h3 { margin: 0; } .finding p { margin: .25rem 0; }
        figure { margin: 1rem 0; } svg { display: block; width: 100%; height: auto; }
        .legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: 0; margin: .1rem 0; }
        .legend li { font-size: .85rem; } .legend svg { display: inline; width: 28px; }
        svg text { fill: var(--soft); font-size: 12px; } svg text.phase { font-size: 11px; }
        .band.even { fill: var(--even); } .band.odd { fill: var(--odd); } .grid { stroke: var(--rule);
          stroke-width: 1; }
        .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
        .line.all { stroke: var(--all); } .line.p50 { stroke: var(--p50); } .line.p99 { stroke: var(--p99);
          stroke-dasharray: 6 3; }
        .line.zone0 { stroke: var(--z0); } .line.zone1 { stroke: var(--z1); stroke-dasharray: 7 3; }
        .line.zone2 { stroke: var(--z2); stroke-dasharray: 2 4; } .line.zone3 { stroke: var(--z3);
          stroke-dasharray: 9 3 2 3; }
        .line.zone4 { stroke: var(--z4); stroke-dasharray: 12 4; } .line.zone5 { stroke: var(--z5);
          stroke-dasharray: 4 4; }
        line.moment { stroke: var(--soft); stroke-width: 1.5; stroke-dasharray: 4 3; }
        line.moment.struck { stroke: var(--bad); stroke-dasharray: none; } text.moment.struck { fill: var(--bad);
          font-weight: 600; }
        line.moment.recovered { stroke: var(--good); stroke-dasharray: none; }
        text.moment.recovered { fill: var(--good); font-weight: 600; }
        .cursor { stroke: var(--ink); stroke-width: 1; }
        .readout { font-size: .88rem; background: var(--card); border: 1px solid var(--rule); border-radius: .4rem;
          padding: .3rem .7rem; font-variant-numeric: tabular-nums; max-width: none; }
        rect.part { stroke: var(--back); stroke-width: 2; fill: var(--rest); } rect.part.detect { fill: var(--detect); }
        rect.part.decide { fill: var(--decide); } rect.part.execute { fill: var(--execute); }
        rect.part.recover { fill: var(--recover); } svg text.part { fill: var(--partink); font-size: 13px; }
        details { margin: .5rem 0; } summary { cursor: pointer; color: var(--link); font-size: .9rem; }
        details .scroll { max-height: 26rem; overflow: auto; }
        ol.steps { padding-left: 1.4rem; } ol.steps li { margin: .6rem 0; }
        footer { margin-top: 3rem; color: var(--soft); font-size: .85rem; }
        @media print { :root { color-scheme: light;
          --back: #fff; --card: #fff; --ink: #000; --soft: #444; --rule: #bbb; --link: #000; --good: #0b5a31;
          --goodback: #fff;
          --bad: #a01b13; --badback: #fff; --warn: #6d4200; --warnback: #fff; --even: #f6f6f6; --odd: #eee;
          --all: #0a58a8;
          --p50: #12703f; --p99: #a3480b; --z0: #0a58a8; --z1: #a3480b; --z2: #12703f; --z3: #8b2c8f; --z4: #6b5a00;
          --z5: #b0245e; --detect: #c9dcf2; --decide: #d9cdeb; --execute: #fbdcc0; --recover: #cfe9d6; --rest: #e3e5e8;
          --partink: #000; }
          html { font-size: 12px; } body { max-width: none; padding: 0; } .readout, details { display: none; }
          h2, h3, h4 { break-after: avoid; } figure div, .finding, .split, tr { break-inside: avoid; }
          * { print-color-adjust: exact; } }
        """;

    /// <summary>Shows the second under the pointer: a line in the chart, and its row of the table in words.</summary>
    public const string Script = """
        document.querySelectorAll("figure.charts").forEach(function (figure) {
          var rows = Array.from(figure.querySelectorAll("tbody tr"));
          var heads = Array.from(figure.querySelectorAll("thead th")).map(function (head) { return head.textContent; });
          var readout = figure.querySelector(".readout");
          var charts = Array.from(figure.querySelectorAll("svg.chart"));
          if (rows.length === 0) { return; }
          readout.hidden = false;
          function show(at) {
            var best = rows[0], least = Infinity;
            rows.forEach(function (row) {
              var far = Math.abs(Number(row.firstChild.dataset.at) - at);
              if (Math.min(far, least) !== least) { least = far; best = row; }
            });
            readout.textContent = Array.from(best.children).map(function (cell, column) {
              return cell.textContent === "" ? "" : heads[column] + " " + cell.textContent;
            }).filter(Boolean).join("  ·  ").replace("T+ ", "");
            charts.forEach(function (chart) {
              var data = chart.dataset, from = Number(data.from), to = Number(data.to);
              var share = to === from ? 0.5 : (Number(best.firstChild.dataset.at) - from) / (to - from);
              var x = Number(data.left) + share * (Number(data.right) - Number(data.left));
              var cursor = chart.querySelector(".cursor");
              cursor.setAttribute("x1", x);
              cursor.setAttribute("x2", x);
            });
          }
          charts.forEach(function (chart) {
            chart.addEventListener("pointermove", function (event) {
              var box = chart.getBoundingClientRect(), data = chart.dataset;
              var x = (event.clientX - box.left) / box.width * chart.viewBox.baseVal.width;
              var share = (x - Number(data.left)) / (Number(data.right) - Number(data.left));
              show(Number(data.from) + share * (Number(data.to) - Number(data.from)));
            });
          });
        });
        """;
}
