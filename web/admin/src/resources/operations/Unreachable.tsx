import Alert from '@mui/material/Alert'

/** Names the services that did not answer, since their part is missing below. */
export function Unreachable({ services = [] }: { readonly services?: readonly string[] | undefined }) {
  if (services.length === 0) return null
  return (
    <Alert severity="warning" sx={{ mb: 1 }}>
      No answer from {services.join(', ')}
    </Alert>
  )
}
