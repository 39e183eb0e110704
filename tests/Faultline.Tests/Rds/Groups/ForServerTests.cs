using Faultline.Services.Rds.Parameters;

namespace Faultline.Tests.Rds.Groups;

public sealed class ForServerTests
{
    private static readonly InstanceFacts small = new(1L << 30, 2);
    private static readonly InstanceFacts large = new(256L << 30, 32);

    [Theory]
    [InlineData("{DBInstanceClassMemory/9531392}", 112)]
    [InlineData("LEAST({DBInstanceClassMemory/9531392},100)", 100)]
    [InlineData("GREATEST({DBInstanceClassMemory*1024/63963136},65536)", 65_536)]
    [InlineData("GREATEST({log(DBInstanceClassMemory/21474836480)*600},200)", 200)]
    [InlineData("SUM({DBInstanceVCPU*2}, 3)", 7)]
    [InlineData("GREATEST(${DBInstanceVCPU/2},8)", 8)]
    [InlineData("{TrueIfReplica * 9}", 0)]
    [InlineData("LEAST({DBInstanceClassMemory/9531392}", null)]
    [InlineData("{DBInstanceClassMemory/0}", null)]
    [InlineData("MOST({DBInstanceVCPU},8)", null)]
    [InlineData("{DBInstanceVCPU} 8", null)]
    public void Formulas_are_computed_for_the_class(string formula, int? value) =>
        Assert.Equal(value, (int?)Formula.Compute(formula, small));

    [Fact]
    public void A_server_gets_no_more_than_this_machine_can_spare()
    {
        var parameters = ForServer.Of(15, new Dictionary<string, string>(), large);
        Assert.Equal("16384", parameters["shared_buffers"]);
        Assert.Equal("200", parameters["max_connections"]);
        Assert.Equal("112", ForServer.Of(15, new Dictionary<string, string>(), small)["max_connections"]);
        Assert.Equal("86400000", parameters["idle_in_transaction_session_timeout"]);
        Assert.Equal("16384", ForServer.Of(15, With(("shared_buffers", "999999")), small)["shared_buffers"]);
    }

    [Fact]
    public void What_the_engine_needs_nobody_sets()
    {
        var parameters = ForServer.Of(15, new Dictionary<string, string>(), small);
        foreach (var name in (string[])
            ["archive_command", "listen_addresses", "port", "ssl", "log_filename", "wal_level", "rds.force_ssl"])
        {
            Assert.DoesNotContain(name, parameters.Keys);
        }
    }

    [Fact]
    public void What_somebody_wrote_stands()
    {
        var parameters = ForServer.Of(
            15,
            With(
                ("max_connections", "400"),
                ("work_mem", "8192"),
                ("log_statement", "all"),
                ("max_wal_senders", "5"),
                ("rds.logical_replication", "1"),
                ("shared_preload_libraries", "pg_cron,pg_stat_statements")),
            small);
        Assert.Equal("400", parameters["max_connections"]);
        Assert.Equal("8192", parameters["work_mem"]);
        Assert.Equal("all", parameters["log_statement"]);
        Assert.Equal("20", parameters["max_wal_senders"]);
        Assert.Equal("logical", parameters["wal_level"]);
        Assert.Equal("pg_stat_statements", parameters["shared_preload_libraries"]);
    }

    [Fact]
    public void Tls_is_demanded_from_version_15_on_unless_somebody_says_otherwise()
    {
        Assert.False(ForServer.DemandsTls(14, new Dictionary<string, string>()));
        Assert.True(ForServer.DemandsTls(15, new Dictionary<string, string>()));
        Assert.False(ForServer.DemandsTls(15, With(("rds.force_ssl", "0"))));
    }

    private static Dictionary<string, string> With(params (string Name, string Value)[] values) =>
        values.ToDictionary(each => each.Name, each => each.Value);
}
