import { limitText } from '../format/measurement.ts';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import type { Idle } from './filledIn.ts';
import styles from './limits.module.css';

/** That a limit would have no effect, and which one comes before it, with both numbers. */
export function IdleText({ idle: { number, value, by, byValue } }: { readonly idle: Idle }) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const [name, own, other] = [
    localized(number.text),
    limitText(t, format, value, number.unit),
    limitText(t, format, byValue, number.unit),
  ];
  return (
    <p className={styles.note}>
      {by === null
        ? t('limits.idleByRule', { name, value: own, byValue: other })
        : t('limits.idle', { name, value: own, by: localized(by.text), byValue: other })}
    </p>
  );
}
