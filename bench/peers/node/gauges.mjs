import { gauges, labelNames, labelsOf, rounds, seriesPerFamily, valuesOf } from '../../series.ts';

/** A registry of `client` with `count` series, and what sets all of them to the next round's values. */
export function createGauges({ Gauge, Registry }, count) {
  const registry = new Registry();
  const perFamily = seriesPerFamily(count);
  const labels = Array.from({ length: perFamily }, (_, index) => labelsOf(index));
  const children = gauges.map(({ name, help }) => {
    const gauge = new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] });
    return labels.map((values) => gauge.labels(...values));
  });
  const states = Array.from({ length: rounds }, (_, round) => valuesOf(round, perFamily));
  let round = 0;
  const next = () => {
    const state = states[round % rounds];
    round += 1;
    for (const [family, values] of state.entries()) {
      for (let index = 0; index < perFamily; index += 1) children[family][index].set(values[index]);
    }
  };
  next();
  return { registry, next };
}
