import type { BytesInFlight } from '../budget/bytes-in-flight.ts';
import type { MetricFamily } from '../metric/family.ts';
import { createRows } from '../metric/rows.ts';

/** What documents take of the memory that they may have together. */
export function inFlightFamily({ held }: Pick<BytesInFlight, 'held'>): MetricFamily {
  const bytes = createRows(
    'polyprom_documents_in_flight_bytes',
    'Bytes of documents that collections hold in memory.',
    'gauge',
  );
  bytes.add(held);
  return bytes.family();
}
