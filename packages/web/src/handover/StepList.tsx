import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';
import { STEPS, type Step } from './offerDraft.ts';

/** Where one is in the form. */
export function StepList({ step }: { readonly step: Step }) {
  const { t } = useTexts();
  const place = STEPS.indexOf(step);
  return (
    <ol className={styles.steps}>
      {STEPS.map((one, index) => (
        <li key={one} aria-current={one === step ? 'step' : undefined} data-done={index < place || undefined}>
          <span className={styles.stepNumber}>{index + 1}</span> {t(`offer.steps.${one}`)}
        </li>
      ))}
    </ol>
  );
}
