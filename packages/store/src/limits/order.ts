import { blamed, type Protocol, turnedRound } from '@samvakt/triage';
import { refused } from '../refused.ts';

/** A yellow limit beyond the red one would never be seen: refused, with the numbers named. Throws `ActRefused`. */
export function refuseTurnedRound(protocol: Protocol, values: Readonly<Record<string, number>>): void {
  const said = turnedRound(protocol, values).map((order) => {
    const name = blamed(order, values);
    const [mine, other] = name === order.yellow ? [order.yellow, order.red] : [order.red, order.yellow];
    const least = (order.yellowIs === 'at-least') === (name === order.yellow);
    return `${mine}: must be at ${least ? 'least' : 'most'} ${inForce(protocol, values, other)}, the value of ${other}`;
  });
  if (said.length > 0) throw refused('limits-turned-round', `${said.join('; ')}.`);
}

const inForce = (protocol: Protocol, values: Readonly<Record<string, number>>, name: string) =>
  Object.hasOwn(values, name) ? values[name] : protocol.numbers[name]?.value;
