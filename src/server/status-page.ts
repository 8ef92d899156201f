import type { CollectorStatus, ConfigurationStatus, MetricStatus, Status } from './status.ts';

/** The style sheet of the page. The Content-Security-Policy allows it by its hash. */
export const statusStyle = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #ccc; padding: .3rem .6rem; text-align: left; vertical-align: top; }
.bad { color: #b00020; }
code { font-size: 90%; }
pre { white-space: pre-wrap; }
`;

/** The status as an HTML page, without scripts and without resources from other origins. */
export function statusPage(status: Status, links: readonly string[]): string {
  const { version, revision, nodeVersion, startedAt, ready, configuration, collectors } = status;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>polyprom</title>
<style>${statusStyle}</style>
</head>
<body>
<h1>polyprom</h1>
<p>Version ${escapeHtml(version)}${revision === 'unknown' ? '' : ` (${escapeHtml(revision)})`} on Node.js ${escapeHtml(nodeVersion)}, since ${startedAt}, ${ready ? 'ready' : '<b class="bad">not ready</b>'}.</p>
<p>${links.map((link) => `<a href="${escapeHtml(link)}">${escapeHtml(link)}</a>`).join(' · ')}</p>
${configurationLines(configuration)}
<h2>Collectors</h2>
<table>
<thead><tr><th>Name</th><th>Last collection</th><th>Took</th><th>Samples</th><th>Metrics</th><th>Last failures</th></tr></thead>
<tbody>
${collectors.map(collectorRow).join('\n')}
</tbody>
</table>
</body>
</html>
`;
}

function configurationLines({ file, readAt, refused, restartNeeded }: ConfigurationStatus): string {
  const name = file === null ? 'The built-in demo' : `<code>${escapeHtml(file)}</code>`;
  const lines = (texts: readonly string[]) => `<pre>${texts.map(escapeHtml).join('\n')}</pre>`;
  return [
    '<h2>Configuration</h2>',
    `<p>${name}, in force as it was read at ${readAt}.</p>`,
    ...(refused === null
      ? []
      : [
          `<p><b class="bad">The file was refused</b> at ${refused.at}:</p>`,
          lines(refused.problems),
        ]),
    ...(restartNeeded.length === 0
      ? []
      : ['<p>These settings need a restart:</p>', lines(restartNeeded)]),
  ].join('\n');
}

function collectorRow(collector: CollectorStatus): string {
  const { name, success, lastCollection, durationSeconds, samples, metrics, failures } = collector;
  const state =
    success === null
      ? 'none yet'
      : `${success ? 'ok' : '<b class="bad">failed</b>'}<br>${lastCollection}`;
  const next = collector.nextCollection === null ? '' : `<br>next ${collector.nextCollection}`;
  const since =
    collector.failingSince === null ? '' : `<br>failing since ${collector.failingSince}`;
  const pause =
    collector.pauseSeconds === 0
      ? ''
      : `<br>no request for ${collector.pauseSeconds} s, as Retry-After asks for`;
  const failureLines = failures
    .map(({ at, reason, message }) => `${at} <b>${reason}</b> ${escapeHtml(message)}`)
    .join('<br>');
  return `<tr><td>${escapeHtml(name)}</td><td>${state}${since}${pause}${next}</td><td>${durationSeconds === null ? '' : `${durationSeconds.toFixed(3)} s`}</td><td>${samples ?? ''}</td><td>${metrics.map(metricLine).join('<br>')}</td><td>${failureLines}</td></tr>`;
}

function metricLine({ name, samples, skips }: MetricStatus): string {
  const skipLines = skips.map(
    ({ reason, count, firstPath, firstFound }) =>
      `<br>&nbsp;&nbsp;${count} skipped: <b>${reason}</b>, first <code>${escapeHtml(firstPath)}</code> = <code>${escapeHtml(firstFound)}</code>`,
  );
  return `<code>${escapeHtml(name)}</code> ${samples}${skipLines.join('')}`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
