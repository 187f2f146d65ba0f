# SpamAssassin's Bayes alone: reads lines "spam FILE", "ham FILE", "score FILE", prints a probability for each "score".
#   perl bayes.pl FOLDER < LINES
use strict;
use warnings;
use Mail::SpamAssassin;
use Mail::SpamAssassin::PerMsgStatus;

my ($folder) = @ARGV;
$| = 1;
my $filter = Mail::SpamAssassin->new({
    local_tests_only => 1, dont_copy_prefs => 1, rules_filename => $folder, site_rules_filename => $folder,
    userprefs_filename => "$folder/none", userstate_dir => $folder,
    config_text => "loadplugin Mail::SpamAssassin::Plugin::Bayes\nutil_rb_tld com net org ru example\nuse_bayes 1\n"
        . "bayes_path $folder/bayes\nbayes_auto_learn 0\nbayes_auto_expire 0\nnormalize_charset 1\n"
        . "bayes_min_ham_num 1\nbayes_min_spam_num 1\nbayes_learn_to_journal 0\nlock_method flock\n",
});
$filter->init(1);
my ($bayes) = grep { ref eq 'Mail::SpamAssassin::Plugin::Bayes' } @{ $filter->{plugins}->{plugins} };
die "SpamAssassin has no Bayes here\n" unless $bayes;

while (my $line = <STDIN>) {
    chomp $line;
    my ($what, $file) = split / /, $line, 2;
    open my $handle, '<', $file or die "$file: $!";
    my $text = do { local $/; <$handle> };
    close $handle;
    my $mail = $filter->parse($text);
    if ($what eq 'score') {
        my $status = Mail::SpamAssassin::PerMsgStatus->new($filter, $mail);
        my $probability = $bayes->scan($status, $mail);
        print defined $probability ? $probability : 0.5, "\n";
        $status->finish;
    } else {
        $filter->learn($mail, undef, $what eq 'spam' ? 1 : 0, 0);
    }
    $mail->finish;
}
