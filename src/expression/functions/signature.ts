import type { FunctionDefinition } from './function-definition.ts';

/** How a function is called: `split(text, separator, [count])`, `merge(objects...)`. */
export function signatureOf({ name, parameters }: FunctionDefinition): string {
  const shown = parameters.map((parameter) => {
    if (parameter.acceptsEach !== undefined) return `${parameter.name}...`;
    const sign = parameter.isReference === true ? `&${parameter.name}` : parameter.name;
    return parameter.optional === true ? `[${sign}]` : sign;
  });
  return `${name}(${shown.join(', ')})`;
}
