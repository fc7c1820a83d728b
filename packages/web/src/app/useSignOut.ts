import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '../api/keys.ts';
import { useApi } from '../api/useApi.ts';

/** Ends the session, and leaves for the address that ends it at the issuer too. Where that fails the next look at the session tells. */
export function useSignOut(): () => void {
  const { acts } = useApi();
  const queryClient = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: acts.signOut,
    onSuccess: (url) => window.location.assign(url),
    onError: () => queryClient.invalidateQueries({ queryKey: keys.session() }),
  });
  return () => mutate();
}
