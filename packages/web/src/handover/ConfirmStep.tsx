import type { Team } from '@samvakt/contract';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';
import { IsbarText } from './Isbar.tsx';
import type { Offer } from './offerDraft.ts';
import { Terms } from './Terms.tsx';

interface ConfirmStepProps {
  readonly offer: Offer;
  readonly from: Team;
  readonly teams: readonly Team[];
}

/** The whole letter once more, as the receiver will read it, before it is sent. */
export function ConfirmStep({ offer, from, teams }: ConfirmStepProps) {
  const { t } = useTexts();
  const format = useFormat();
  const team = teams.find(({ id }) => id === offer.toTeamId)?.name ?? '';
  return (
    <>
      <p>
        {offer.effectiveAt === undefined
          ? t('offer.confirmIntro', { team, from: from.name })
          : t('offer.confirmLater', { team, from: from.name, time: format.fullDateTime(offer.effectiveAt) })}
      </p>
      <Terms deadlineAt={offer.deadlineAt} effectiveAt={offer.effectiveAt ?? null} returnAt={offer.returnAt ?? null} />
      <div className={styles.letter}>
        <IsbarText isbar={{ ...offer.isbar, contingency: offer.isbar.contingency ?? '' }} />
      </div>
    </>
  );
}
