import { Button } from '@digdir/designsystemet-react';
import { useLocation } from '@tanstack/react-router';
import styles from '../app/app.module.css';
import { Brand } from '../app/Brand.tsx';
import { Footer } from '../app/Footer.tsx';
import { LanguageSwitch } from '../app/LanguageSwitch.tsx';
import { PageTitle } from '../app/PageTitle.tsx';
import { useTexts } from '../texts/useTexts.ts';

export function SignedOutPage() {
  const { t } = useTexts();
  const { href } = useLocation();
  return (
    <>
      <header className={styles.header}>
        <div className={styles.headerTop}>
          <Brand />
          <div className={styles.account}>
            <LanguageSwitch />
          </div>
        </div>
      </header>
      <main id="content" className={styles.main}>
        <section className={styles.signIn}>
          <PageTitle>{t('signedOut.title')}</PageTitle>
          <p className={styles.lead}>{t('app.tagline')}</p>
          <p>{t('signedOut.text')}</p>
          <Button asChild data-size="lg">
            <a href={`/auth/login?returnTo=${encodeURIComponent(href)}`}>{t('signedOut.signIn')}</a>
          </Button>
        </section>
      </main>
      <Footer />
    </>
  );
}
