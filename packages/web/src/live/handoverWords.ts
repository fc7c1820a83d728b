import type { Translate } from '../texts/useTexts.ts';
import type { News } from './news.ts';

export type LetterNews = Extract<News, { kind: 'offer' | 'reminder' | 'expired' }>;

/** What the notice about a letter is called, what it says below the name, and what is said aloud. `time` writes an instant. */
export function letterWords(
  t: Translate,
  news: LetterNews,
  time: (instant: string) => string,
): { title: string; text: string; aloud: string } {
  const { patient, fromTeam, toTeam, deadlineAt } = news.handover;
  const { name } = patient;
  switch (news.kind) {
    case 'offer':
      return {
        title: t('live.noticeOffer'),
        text: fromTeam.name,
        aloud: t('live.newOffer', { name, team: fromTeam.name }),
      };
    case 'reminder': {
      const words = { name, team: news.side === 'inbox' ? fromTeam.name : toTeam.name, time: time(deadlineAt) };
      return news.side === 'inbox'
        ? {
            title: t('live.noticeReminder'),
            text: t('live.answerBy', words),
            aloud: t('live.newReminder', words),
          }
        : {
            title: t('live.noticeNoAnswerYet'),
            text: t('live.waitsUntil', words),
            aloud: t('live.newNoAnswerYet', words),
          };
    }
    case 'expired': {
      const words = { name, team: news.side === 'inbox' ? fromTeam.name : toTeam.name };
      return news.side === 'inbox'
        ? {
            title: t('live.noticeExpired'),
            text: t('live.theyAreAccountable', words),
            aloud: t('live.newExpiredInbox', words),
          }
        : {
            title: t('live.noticeExpired'),
            text: t('live.weAreAccountable', words),
            aloud: t('live.newExpiredOutbox', words),
          };
    }
  }
}
