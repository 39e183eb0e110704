namespace Faultline.Drills.Runbooks.Chapters;

/// <summary>The steps by which a database comes back from its backups or its replicas.</summary>
internal static class Restoring
{
    /// <summary>
    /// From backups, under another name; then the names change places, so that clients find it. Subnets, security
    /// groups and a standby are said: unsaid they are defaults ("RestoreDBInstanceToPointInTime", Amazon RDS API).
    /// </summary>
    public static Step FromBackups(Database one, string chapter, string until, params string[] first) => new(
        $"{chapter}/restore/{one.Handle.LogicalId}",
        $"Restore {one.Handle.Shown} beside the old one, then let it take the name over. Clients connect anew.")
    {
        Commands =
        [
            .. first,
            $"aws rds restore-db-instance-to-point-in-time --source-db-instance-identifier {one.Handle.Typed} "
                + $"--target-db-instance-identifier {With(one, "-restored")} {until} "
                + (one.IsMultiAz ? "--multi-az " : "")
                + $"--db-subnet-group-name {Of(one, "DBSubnetGroup.DBSubnetGroupName")} "
                + $"--vpc-security-group-ids {Of(one, "VpcSecurityGroups[].VpcSecurityGroupId")}",
            $"aws rds wait db-instance-available --db-instance-identifier {With(one, "-restored")}",
            $"aws rds modify-db-instance --db-instance-identifier {one.Handle.Typed} "
                + $"--new-db-instance-identifier {With(one, "-old")} --apply-immediately",
            $"aws rds wait db-instance-available --db-instance-identifier {With(one, "-old")}",
            $"aws rds modify-db-instance --db-instance-identifier {With(one, "-restored")} "
                + $"--new-db-instance-identifier {one.Handle.Typed} --apply-immediately",
        ],
    };

    public static Step FromReplica(Database one, Handle replica, string chapter) => new(
        $"{chapter}/promote/{replica.LogicalId}",
        $"Make the replica {replica.Shown} a database of its own, and point clients of {one.Handle.Shown} to it. What "
            + "had not reached it is lost.")
    {
        Commands =
        [
            $"aws rds promote-read-replica --db-instance-identifier {replica.Typed}",
            $"aws rds wait db-instance-available --db-instance-identifier {replica.Typed}",
            $"aws rds describe-db-instances --db-instance-identifier {replica.Typed} "
                + "--query 'DBInstances[0].Endpoint.[Address,Port]' --output text",
        ],
    };

    /// <summary>What the old one has, asked when it is typed.</summary>
    private static string Of(Database one, string path) =>
        $"$(aws rds describe-db-instances --db-instance-identifier {one.Handle.Typed} "
            + $"--query 'DBInstances[0].{path}' --output text)";

    private static string With(Database one, string ending) => one.Handle.Typed.EndsWith('"')
        ? $"{one.Handle.Typed[..^1].Replace("$", "${", StringComparison.Ordinal)}}}{ending}\""
        : Reports.Texts.Quoted(one.Handle.Shown + ending);
}
