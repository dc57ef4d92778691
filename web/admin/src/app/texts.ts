/** English texts that no single screen owns. */
export const texts = {
  ra: {
    page: { dashboard: 'Overview', access_denied: 'Your role does not open this' },
    message: {
      access_denied: 'Ask an administrator of the shop for a role that may see this page.',
    },
  },
  frame: { menu: 'Menu' },
  auth: {
    title: 'Shop admin',
    email: 'Email',
    password: 'Password',
    submit: 'Sign in',
    not_staff: 'This account belongs to no member of staff.',
    signed_out: 'You were signed out. Sign in again to go on.',
    required: 'Fill in both fields.',
    refused: {
      invalid_credentials: 'The email or the password is wrong.',
      email_not_confirmed: 'Confirm your email first: the link is in your inbox.',
      mfa_required: 'This account asks for a second factor, which this page cannot take yet.',
      rate_limited: 'Too many tries. Wait a minute, then try again.',
      offline: 'Nobody answered. Check the connection and try again.',
      unavailable: 'The shop cannot be reached right now. Try again in a moment.',
      validation_failed: 'Write an email address and a password.',
    },
  },
  prices: {
    in: '%{label} in %{currency}',
    unreadable: 'Write an amount such as %{example}',
    wrong: 'One of the amounts cannot be read',
    needed: 'Write a price in at least one currency',
  },
  common: {
    cancel: 'Not now',
    reload: 'Reload',
    retry: 'Try again',
    refresh: 'Refresh',
    save: 'Save',
    saved: 'Saved',
    create: 'Create',
    delete: 'Delete',
    close: 'Close',
    nothing: 'Nothing here yet',
    conflict: 'Somebody else changed it meanwhile; reload to see what is new.',
    failed: 'This could not be loaded.',
  },
}
