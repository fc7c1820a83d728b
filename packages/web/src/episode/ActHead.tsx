import type { EpisodeDetail } from '@samvakt/contract';
import { BackLink } from '../app/BackLink.tsx';
import { PageTitle } from '../app/PageTitle.tsx';
import styles from '../handover/handover.module.css';
import { WhoItIs } from './WhoItIs.tsx';

interface ActHeadProps {
  readonly episode: EpisodeDetail;
  readonly title: string;
  readonly lead: string;
}

/** The head of a page on which something is done about one follow-up: the way back to the patient, what is done, to whom, and to what end. */
export function ActHead({ episode, title, lead }: ActHeadProps) {
  const { id, patient } = episode;
  return (
    <>
      <BackLink to="/episodes/$episodeId" params={{ episodeId: id }}>
        {patient.name}
      </BackLink>
      <PageTitle documentTitle={`${title}: ${patient.name}`}>{title}</PageTitle>
      <WhoItIs episode={episode} />
      <p className={styles.lead}>{lead}</p>
    </>
  );
}
