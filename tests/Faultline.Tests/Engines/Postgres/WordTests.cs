using System.Text;
using Faultline.Engines.Postgres;
using Faultline.Engines.Postgres.Archives;
using Faultline.Engines.Postgres.Programs;
using Faultline.Engines.Postgres.Servers;

namespace Faultline.Tests.Engines.Postgres;

/// <summary>What others chose, in the words of PostgreSQL's languages, and what programs say in theirs.</summary>
public sealed class WordTests
{
    [Theory]
    [InlineData("plain", "\"plain\"", "E'plain'", "'plain'", "'plain'")]
    [InlineData("a\"b'c\\d", "\"a\"\"b'c\\d\"", "E'a\"b''c\\\\d'", "'a\"b''c\\\\d'", "'a\"b\\'c\\\\d'")]
    [InlineData("x\ny", "\"x\ny\"", "E'x\ny'", "'x\\ny'", "'x\ny'")]
    public void A_word_is_quoted_for_each_language(string word, string name, string text, string setting, string link)
    {
        Assert.Equal(name, Quoted.Name(word));
        Assert.Equal(text, Quoted.Text(word));
        Assert.Equal(setting, Quoted.Setting(word));
        Assert.Equal(link, Quoted.Connection(word));
    }

    [Fact]
    public void A_zero_is_refused_everywhere_and_a_superuser_has_a_plain_name()
    {
        foreach (var quote in (Func<string, string>[])
            [Quoted.Name, Quoted.Text, Quoted.Setting, Quoted.Connection, Quoted.Shell, Quoted.Access])
        {
            Assert.Throws<ArgumentException>(() => quote("a\0b"));
        }

        Assert.Throws<ArgumentException>(() => Quoted.Access("a\"b"));
        Assert.Equal("'it'\\''s'", Quoted.Shell("it's"));
    }

    [Theory]
    [InlineData("abc_1", "abc__1")]
    [InlineData("db-1.B", "db_2d1_2e_42")]
    [InlineData("_5f", "__5f")]
    public void A_slot_has_a_name_that_leads_back(string slot, string name)
    {
        Assert.Equal(name, SlotName.Of(slot));
        Assert.Equal(slot, SlotName.Back(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ü")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public void A_slot_that_cannot_have_a_name_is_refused(string slot) =>
        Assert.Throws<ArgumentException>(() => SlotName.Of(slot));

    [Theory]
    [InlineData("db-1", "db-1")]
    [InlineData("rds:db_1", "rds_3Adb_5F1")]
    [InlineData("../x", "_2E._2Fx")]
    [InlineData("ü", "_C3_BC")]
    public void A_key_is_the_name_of_a_file_that_leads_back(string key, string name)
    {
        Assert.Equal(name, FileName.Of(key));
        Assert.Equal(key, FileName.Back(name));
    }

    [Fact]
    public void A_verifier_is_what_postgresql_makes_of_the_same_password_and_salt()
    {
        // RFC 7677, section 3: user "user", password "pencil".
        var client = Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ==");
        var salted = Scram.Salted("pencil", client, 4096);
        Assert.Equal("xKSVEDI6tPlSysH6mUQZOeeOp01r6B3fcJbodRPcYV0=", Convert.ToBase64String(salted));
        var verifier = Scram.Verifier("pencil", client);
        Assert.StartsWith("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$", verifier, StringComparison.Ordinal);
        Assert.EndsWith(":wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=", verifier, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_is_read_out_of_a_program()
    {
        Assert.Equal((15, 18), Installations.VersionIn("..\0pg_controldata (PostgreSQL) 15.18 (Debian 15)\0"u8));
        Assert.Equal((18, 1), Installations.VersionIn("(PostgreSQL) %s\0x (PostgreSQL) 18.1\0"u8));
        Assert.Null(Installations.VersionIn("(PostgreSQL) 19beta1\0"u8));
        Assert.Null(Installations.VersionIn(default));
    }

    [Fact]
    public void Servers_run_as_postgres_or_else_nobody_and_never_as_root()
    {
        string[] lines = ["root:x:0:0::/:/bin/sh", "nobody:x:65534:65534::/:/no", "postgres:x:101:104::/:/bin/sh"];
        Assert.Equal(new("postgres", 101, 104), ServerUser.Parse(lines));
        Assert.Equal(new("nobody", 65534, 65534), ServerUser.Parse(lines[..2]));
        Assert.Null(ServerUser.Parse(["postgres:x:0:0::/:/bin/sh", "broken"]));
    }

    [Fact]
    public void A_file_of_settings_says_ours_last_and_quotes_what_it_is_given()
    {
        var settings = new ServerSettings(new(System.Net.IPAddress.Parse("127.0.0.9"), 5433))
        {
            Parameters = new Dictionary<string, string> { ["port"] = "1", ["work_mem"] = "1MB'\nfsync=off" },
            Upstream = new(new(System.Net.IPAddress.Parse("127.0.0.8"), 5432), "ad'min", "pass\\word", "slot-1"),
            Synchronous = ["a-1", "b\"2"],
            Quorum = 2,
        };
        var lines = SettingsFile.Render(new("/x"), settings, null).Split('\n');
        Assert.Equal("port = '5433'", lines.Last(line => line.StartsWith("port ", StringComparison.Ordinal)));
        Assert.Contains("work_mem = '1MB''\\nfsync=off'", lines);
        Assert.Equal("fsync = 'on'", lines.Single(line => line.StartsWith("fsync", StringComparison.Ordinal)));
        Assert.Contains("synchronous_standby_names = 'ANY 2 (\"a-1\", \"b\"\"2\")'", lines);
        Assert.Contains("primary_slot_name = 'slot_2d1'", lines);
        const string link = @"user=''ad\\''min'' password=''pass\\\\word''";
        Assert.Contains(lines, line => line.Contains(link, StringComparison.Ordinal));
        Assert.Throws<PostgresFailed>(() => SettingsFile.Render(
            new("/x"), settings with { Parameters = new Dictionary<string, string> { ["a b"] = "" } }, null));
    }

    [Fact]
    public void The_last_lines_are_the_last()
    {
        var text = string.Join('\n', Enumerable.Range(1, 40));
        Assert.Equal("29 | 30 | 31 | 32 | 33 | 34 | 35 | 36 | 37 | 38 | 39 | 40", Tail.LastLines(text));
        Assert.Equal(1500, Tail.LastLines(new StringBuilder().Append('x', 2000).ToString()).Length);
    }
}
