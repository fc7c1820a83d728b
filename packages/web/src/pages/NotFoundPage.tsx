import { Link } from '@tanstack/react-router';
import styles from '../app/app.module.css';
import { PageTitle } from '../app/PageTitle.tsx';
import { useTexts } from '../texts/useTexts.ts';

interface NotFoundPageProps {
  readonly what?: 'page' | 'episode' | 'handover';
}

export function NotFoundPage({ what = 'page' }: NotFoundPageProps) {
  const { t } = useTexts();
  const [title, text] = {
    page: [t('notFound.title'), t('notFound.text')],
    episode: [t('notFound.episodeTitle'), t('notFound.episodeText')],
    handover: [t('notFound.handoverTitle'), t('notFound.handoverText')],
  }[what] as [string, string];
  return (
    <section className={styles.notFound}>
      <PageTitle>{title}</PageTitle>
      <p>{text}</p>
      <Link to="/">{t('notFound.back')}</Link>
    </section>
  );
}
