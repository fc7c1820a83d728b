import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '../api/keys.ts';
import { useApi } from '../api/useApi.ts';

/** Ends the session at the API; the session's next answer then shows the sign-in page. */
export function useSignOut(): () => void {
  const { acts } = useApi();
  const queryClient = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: acts.signOut,
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.session() }),
  });
  return () => mutate();
}
