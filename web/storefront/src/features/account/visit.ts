import { queryClient, session } from '../../app/api.ts'

/** Forget who was signed in here, once the account or all its sessions have ended. */
export async function forgetVisitor(): Promise<void> {
  session.forget()
  await queryClient.resetQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'public' })
}
