import Box from '@mui/material/Box'

interface Props {
  readonly label: string
  readonly text: string
}

/** Text from outside, shown as it is: never read as markup, and it wraps and scrolls in its place. */
export function Raw({ label, text }: Props) {
  return (
    <Box
      component="pre"
      tabIndex={0}
      role="region"
      aria-label={label}
      sx={{
        m: 0,
        p: 1.5,
        maxHeight: 420,
        overflow: 'auto',
        borderRadius: 1,
        bgcolor: 'action.hover',
        fontSize: 13,
        whiteSpace: 'pre-wrap',
        overflowWrap: 'anywhere',
      }}
    >
      {text}
    </Box>
  )
}
