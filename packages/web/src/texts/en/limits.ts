import type { Catalogue } from '../catalogue.ts';
import type { nbLimits } from '../nb/limits.ts';

export const enLimits: Catalogue<typeof nbLimits> = {
  limits: {
    noWhatIf: 'Correct the numbers to see what the change would have given.',
    title: 'Individual limits',
    change: 'Change the limits',
    renew: 'Renew the limits',
    intro:
      'The limits apply to this patient only, from when they are saved until their last day. An empty field means the protocol’s own limit. See first which alerts the change would have given.',
    numbers: 'Limits',
    range: 'Standard {{standard}}, allowed {{min}} to {{max}}',
    beyond: 'Beyond what is allowed: a colleague must confirm before it applies.',
    reason: 'Reason',
    reasonHelp: 'For example what is normal for the patient, and with whom it was agreed.',
    until: 'Last day',
    untilHelp: 'A year at most. When the limits end, the protocol’s own apply and the team is asked to renew.',
    save: 'Save the limits',
    outOfReach: '{{name}}: so far outside the allowed range that nobody can confirm it. Is it a slip?',
    notANumber: '{{name}}: write a number, or leave the field empty',
    fieldFault: '{{name}}: {{fault}}',
    yellowBeyondRed: {
      'at-least': '{{yellow}} cannot be lower than {{red}}',
      'at-most': '{{yellow}} cannot be higher than {{red}}',
    },
    idle: '{{name}} {{value}} will have no effect: {{by}} is {{byValue}} and alerts on the same readings, as early or earlier.',
    idleByRule: '{{name}} {{value}} will have no effect: the rule alerts at {{byValue}} anyway, as early or earlier.',
    nothingChanged: 'The limits are the same as now. Change at least one, or cancel.',
    done: {
      set: 'The limits are saved and apply now.',
      proposed:
        'The proposal is sent, and nothing has changed yet. A colleague in the team must confirm it by {{time}}.',
      confirmed: 'The limits are confirmed and apply now.',
      declined: 'The proposal is declined.',
      withdrawn: 'The proposal is withdrawn.',
    },
    untilTime: 'Apply until {{time}}.',
    noEnd: 'No last day.',
    confirmedBy: 'Confirmed by {{name}}.',
    ended:
      'The limits ended {{time}}. The protocol’s own limits apply now. Renew them, or save without individual limits.',
    ending: 'The limits end {{time}}. Renew them if they are still to apply.',
    proposal: 'Proposal waiting to be confirmed',
    proposalBy: 'Proposed by {{name}} {{time}}. Must be confirmed by somebody else in the team by {{deadline}}.',
    proposalBefore:
      'Proposed by {{name}} of {{team}} {{time}}, before accountability moved. Somebody of the team now accountable must look through and confirm by {{deadline}}, or decline.',
    proposalYoursBefore:
      'You proposed this before accountability moved. Somebody else, of the team now accountable, decides by {{deadline}}. If you see a mistake, you can withdraw it until then.',
    proposalUnreadable:
      'What was proposed cannot be read, so it cannot be confirmed. Decline or withdraw the proposal, and propose again.',
    proposalYours: 'You proposed this. A colleague must confirm it by {{deadline}}.',
    proposedValue: '{{name}}: {{value}} (standard {{standard}})',
    isBeyond: 'beyond the allowed range',
    look: 'Look through and confirm',
    confirm: 'Confirm the limits',
    decline: 'Decline',
    declineReason: 'Why is the proposal declined?',
    withdraw: 'Withdraw the proposal',
    chip: {
      proposed: 'Limits to be confirmed by',
      ending: 'Limits end',
      ended: 'Limits ended',
    },
    onlyAccountable: 'Only the accountable team can change the limits.',
  },
};
