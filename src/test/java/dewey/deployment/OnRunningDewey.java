package dewey.deployment;

import dewey.servers.Differences;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The tests of this class are clients of one {@link RunningDewey}, which all such classes share and get by their constructors. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith({Differences.class, SharedDeployment.class})
@Tag("any-server")
public @interface OnRunningDewey {}
