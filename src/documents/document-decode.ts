import { createDecode, formatOf, type Decode, type DecodeOptions } from '../decode/decode.ts';
import { DecodeError } from '../decode/error.ts';
import { cut } from '../message/cut.ts';

/**
 * How the documents of a collector are decoded. With `refusesPages` the metrics of another exporter are
 * refused before anything of them is read: a server must not choose that format by its Content-Type.
 */
export function createDocumentDecode(
  options: DecodeOptions | undefined,
  refusesPages: boolean,
  limits?: Parameters<typeof createDecode>[1],
): Decode {
  const decode = createDecode(options, limits);
  if (!refusesPages) return decode;
  return (bytes, origin, budget) => {
    if (formatOf(options, origin) === 'prometheus') throw refusal(origin.contentType);
    return decode(bytes, origin, budget);
  };
}

function refusal(contentType: string | undefined): DecodeError {
  const found = contentType === undefined ? '' : `, by its Content-Type ${cut(contentType, 100)}`;
  return new DecodeError(
    `is in the text format of Prometheus${found}, which \`metrics\` cannot be made of: set \`decode\` to the format that it has, or remove \`metrics\` and set \`decode: prometheus\` to pass it on`,
  );
}
