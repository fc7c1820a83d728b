import { ArrowRightIcon } from '@navikt/aksel-icons';
import type { Handover, Team } from '@samvakt/contract';
import { useNow } from '../clock/useNow.ts';
import { epochMs } from '../format/format.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';

/** A boundary that was agreed is passed by the clock; the status follows when the timer has run. */
export const hasMoved = ({ status, effectiveAt }: Pick<Handover, 'status' | 'effectiveAt'>, now: number): boolean =>
  status === 'accepted' || (status === 'scheduled' && effectiveAt !== null && epochMs(effectiveAt) <= now);

/** From whom to whom, the one who is accountable now marked. */
export function Route({ handover }: { readonly handover: Handover }) {
  const { t } = useTexts();
  const now = useNow();
  const moved = hasMoved(handover, now);
  return (
    <div className={styles.route}>
      <Side label={t('handover.from')} team={handover.fromTeam} accountable={!moved} />
      <ArrowRightIcon aria-hidden fontSize="1.75rem" />
      <Side label={t('handover.to')} team={handover.toTeam} accountable={moved} />
    </div>
  );
}

interface SideProps {
  readonly label: string;
  readonly team: Team;
  readonly accountable: boolean;
}

function Side({ label, team, accountable }: SideProps) {
  const { t } = useTexts();
  return (
    <div className={styles.side} data-accountable={accountable || undefined}>
      <p className={styles.soft}>{label}</p>
      <p>
        <strong>{team.name}</strong>
      </p>
      <p className={styles.soft}>
        {team.organization.name} · <a href={`tel:${team.phone.replaceAll(/\s/g, '')}`}>{team.phone}</a>
      </p>
      {accountable && <p className={styles.accountable}>{t('episode.accountableNow')}</p>}
    </div>
  );
}
