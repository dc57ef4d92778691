// Only tests with a DOM wait for what it shows, and they may have to wait for the processor, too.
if (typeof document !== 'undefined') {
  const { configure } = await import('@testing-library/react')
  configure({ asyncUtilTimeout: 30_000 })
}

export {}
