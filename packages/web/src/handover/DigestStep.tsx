import { Checkbox, Textfield, ValidationMessage } from '@digdir/designsystemet-react';
import type { HandoverDigest } from '@samvakt/contract';
import type { Faults } from '../form/faults.ts';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import { DigestView } from './Digest.tsx';
import styles from './handover.module.css';

interface DigestStepProps {
  readonly digest: HandoverDigest;
  readonly faults: Faults;
}

/**
 * What the platform attaches, with room for the sender's own words to each part, and the signature. The generated facts cannot be edited away: the
 * receiver must be able to trust that nothing open was left out. What they mean is the sender's to say.
 */
export function DigestStep({ digest, faults }: DigestStepProps) {
  const { t } = useTexts();
  const say = useSaid();
  const fault = say(faults.get('signed'));
  return (
    <>
      <p className={styles.soft}>{t('offer.digestHelp')}</p>
      <DigestView
        digest={digest}
        beside={(part) => (
          <Textfield
            data-size="sm"
            multiline
            rows={1}
            id={`offer-${part}`}
            name={`comment-${part}`}
            label={t('offer.comment', { part: t(`offer.parts.${part}`).toLocaleLowerCase() })}
            error={say(faults.get(part))}
          />
        )}
      />
      <div>
        <Checkbox
          // What was signed was read: another alert, and it is to be signed anew.
          key={digest.alerts.map(({ alertId }) => alertId).join()}
          data-size="sm"
          id="offer-signed"
          name="signed"
          value="on"
          label={t('offer.signed')}
          {...(fault ? { 'aria-invalid': true } : {})}
        />
        {fault && <ValidationMessage>{fault}</ValidationMessage>}
      </div>
    </>
  );
}
