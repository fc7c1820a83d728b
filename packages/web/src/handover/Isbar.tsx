import type { Handover } from '@samvakt/contract';
import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';

/** What the sender wrote, in the order of ISBAR. */
export function IsbarText({ isbar }: Pick<Handover, 'isbar'>) {
  const { t } = useTexts();
  return (
    <dl className={styles.isbar}>
      <dt>{t('handover.severity')}</dt>
      <dd>
        <strong>{t(`handover.severities.${isbar.illnessSeverity}`)}</strong> –{' '}
        {t(`handover.severityMeanings.${isbar.illnessSeverity}`)}
      </dd>
      {(['situation', 'background', 'assessment', 'recommendation'] as const).map((part) => (
        <Part key={part} name={t(`handover.${part}`)} text={isbar[part]} />
      ))}
      <Part name={t('handover.contingency')} text={isbar.contingency || t('handover.noContingency')} />
    </dl>
  );
}

function Part({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </>
  );
}
