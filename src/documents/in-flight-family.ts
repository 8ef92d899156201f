import type { BytesInFlight } from '../budget/bytes-in-flight.ts';
import type { MetricFamily } from '../metric/family.ts';
import { createRows } from '../metric/rows.ts';

/** The memory that documents use, as a metric. */
export function inFlightFamily({ held }: Pick<BytesInFlight, 'held'>): MetricFamily {
  const bytes = createRows(
    'polyprom_documents_in_flight_bytes',
    'Bytes of documents that collections hold in memory.',
    'gauge',
  );
  bytes.add(held);
  return bytes.family();
}
