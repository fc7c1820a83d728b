import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '../api/keys.ts';
import { useApi } from '../api/useApi.ts';
import { useTyped } from '../form/useTyped.ts';

/** Ends the session, and leaves for the address that ends it at the issuer too. Asks first where something is written and not sent. Where ending it fails the next look at the session tells. */
export function useSignOut(): () => void {
  const { acts } = useApi();
  const queryClient = useQueryClient();
  const typed = useTyped();
  const { mutate } = useMutation({
    mutationFn: acts.signOut,
    onSuccess: (url) => window.location.assign(url),
    onError: () => queryClient.invalidateQueries({ queryKey: keys.session() }),
  });
  return () => void typed.ask('signOut').then((yes) => yes && mutate());
}
